from importlib import import_module

from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "calls"

    def ready(self) -> None:
        """Begin to listen to what the apps below announce, and tell the intake who is on the line."""
        import_module("calls.receivers")
