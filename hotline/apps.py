from importlib import import_module

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "hotline"

    def ready(self) -> None:
        """Begin to listen to what tickets announces, and to large tables that somebody wants to take out."""
        import_module("hotline.receivers")
