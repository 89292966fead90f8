from importlib import import_module

from django.apps import AppConfig


class KeyaccountsConfig(AppConfig):
    name = "keyaccounts"

    def ready(self) -> None:
        """Begin to listen to what tickets announces."""
        import_module("keyaccounts.receivers")
