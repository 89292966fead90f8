from importlib import import_module

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self) -> None:
        """Begin to listen to what is owed to staff by messenger."""
        import_module("customers.receivers")
