from importlib import import_module

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tickets"

    def ready(self) -> None:
        """Begin to listen to what the standards announce."""
        import_module("tickets.receivers")
