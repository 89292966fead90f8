from importlib import import_module

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "deadlines"

    def ready(self) -> None:
        """Say which calendars a unit, or somebody of it, may be told by, and which promises hold there."""
        import_module("accounts.inheriting").CALENDARS.append(import_module("deadlines.hourlists").calendars)
        import_module("accounts.panels").PANELS.append(import_module("deadlines.unitpanel").promises_of_unit)
