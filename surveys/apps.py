from importlib import import_module

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"

    def ready(self) -> None:
        """Begin to listen to what tickets announces."""
        import_module("surveys.receivers")
