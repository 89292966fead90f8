from importlib import import_module

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "deadlines"

    def ready(self) -> None:
        """Say which calendars a unit, or somebody of it, may be told by."""
        import_module("accounts.inheriting").CALENDARS.append(import_module("deadlines.hourlists").calendars)
