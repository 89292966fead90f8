"""The INSERT of new rows, put together by what is known of their model: what is plain goes to the driver as it is.

Django's own compiler asks every field about every value; for rows of sixty columns, five times a request, that is a tenth of
the request. What is not plain (JSON, bytes, expressions) still goes its way.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any, NamedTuple
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault

# What the driver writes as Django would have it written, whatever the column.
PLAIN = frozenset({str, int, bool, float, NoneType, UUID, datetime, date, Decimal})


class Columns(NamedTuple):
    """How a model's rows are inserted: the beginning of the statement, and the fields in its order."""

    head: str
    fields: "tuple[Field[Any, Any], ...]"
    names: tuple[str, ...]


@cache
def _columns(model: type[Model]) -> Columns:
    fields = tuple(field for field in model._meta.concrete_fields if not field.generated)
    into = ", ".join(_quoted(field.column) for field in fields)
    return Columns(
        f"INSERT INTO {_quoted(model._meta.db_table)} ({into}) VALUES ", fields, tuple(f.attname for f in fields)
    )


def insertion(rows: Sequence[Model], *, once: bool, wire: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
    """Return the statement, and its values, that inserts rows of one model; `once` leaves those that are there as they are."""
    columns = _columns(type(rows[0]))
    params: list[Any] = []
    places = []
    for row in rows:
        known, line = vars(row), []
        for field, name in zip(columns.fields, columns.names, strict=True):
            value = known[name]
            if type(value) in PLAIN:
                line.append("%s")
                params.append(value)
            else:
                line.append(_odd(field, value, params, wire))
        places.append(f"({', '.join(line)})")
    tail = " ON CONFLICT DO NOTHING" if once else ""
    return f"{columns.head}{', '.join(places)}{tail}", params


def _quoted(name: str | None) -> str:
    return f'"{name}"'


def _odd(field: "Field[Any, Any]", value: Any, params: list[Any], wire: BaseDatabaseWrapper) -> str:
    """The place of a value that is not plain; its parameters are added."""
    if isinstance(value, DatabaseDefault):
        return "DEFAULT"
    if hasattr(value, "as_sql"):
        sql, more = value.as_sql(None, wire)
        params.extend(more)
        return str(sql)
    params.append(field.get_db_prep_save(value, wire))
    return "%s"
