from importlib import import_module

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "supervision"

    def ready(self) -> None:
        """Say how to count what waits behind the rail's stops."""
        import_module("supervision.receivers")
