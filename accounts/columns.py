"""Columns that nearly every table has: the company a row belongs to, and people."""

from typing import Any

from django.db import models

from accounts.model_people import Unit, User


def org_column() -> Any:
    """The company; it comes first in the table's own indexes, so it has none of its own."""
    return models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)


def unit_column(*, may_be_empty: bool = False) -> Any:
    """A place of the company."""
    more: dict[str, Any] = {"null": True, "blank": True} if may_be_empty else {}
    return models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, **more)


def person_column(*, may_be_empty: bool = False) -> Any:
    """Somebody of the staff."""
    more: dict[str, Any] = {"null": True, "blank": True} if may_be_empty else {}
    return models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False, **more)
