from importlib import import_module

from django.apps import AppConfig


class SafekeepingConfig(AppConfig):
    name = "safekeeping"

    def ready(self) -> None:
        """Tell complaints how long their papers are kept."""
        import_module("safekeeping.receivers")
