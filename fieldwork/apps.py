from importlib import import_module

from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "fieldwork"

    def ready(self) -> None:
        """Say which ground a unit answers for, and how it comes in from a table."""
        import_module("accounts.panels").PANELS.append(import_module("fieldwork.unitpanel").ground_of_unit)
        import_module("accounts.table_views").SORTS["ground"] = import_module("fieldwork.groundtable").SORT
