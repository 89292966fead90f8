from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Begin to hear of connections and tasks: whoever changes a setting is written down with it."""
        import_module("accounts.receivers")
