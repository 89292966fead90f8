from importlib import import_module

from django.apps import AppConfig


class WorksheetsConfig(AppConfig):
    name = "worksheets"

    def ready(self) -> None:
        """Begin to listen to what tickets announces, and say what stands against settling a case."""
        import_module("worksheets.receivers")
