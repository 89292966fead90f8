from importlib import import_module

from django.apps import AppConfig


class RestorationConfig(AppConfig):
    name = "restoration"

    def ready(self) -> None:
        """Begin to listen to what tickets announces."""
        import_module("restoration.receivers")
