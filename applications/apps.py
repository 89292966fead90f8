from importlib import import_module

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"

    def ready(self) -> None:
        """Begin to listen to what tickets announces, and say what the steps of an application are promised."""
        import_module("applications.receivers")
        promised = import_module("applications.types").step_promises
        import_module("tickets.actions.promises").STEPS_OF["application"] = promised
