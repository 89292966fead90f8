from importlib import import_module

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tickets"

    def ready(self) -> None:
        """Begin to listen to what the standards announce; tell the knowledge which categories there are."""
        import_module("tickets.receivers")
        import_module("knowledge.reading").TOPICS.append(import_module("tickets.topics").topics)
