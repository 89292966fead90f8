from importlib import import_module

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "complaints"

    def ready(self) -> None:
        """Begin to listen to what tickets announces."""
        import_module("complaints.receivers")
