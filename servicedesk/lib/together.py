"""Rows that belong together are written by one statement instead of one each: one way to the database and back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery

Part = tuple[str, Sequence[Any]]
_basket: ContextVar[list[Part] | None] = ContextVar("basket", default=None)


@contextmanager
def joined() -> Iterator[None]:
    """A transaction, or a part of the one that is open, which ends with it: no savepoint, so two round trips less.

    Whoever goes on after a refusal from inside needs a savepoint of their own around it; without one Django refuses.
    """
    open_ones = connection.atomic_blocks
    with transaction.atomic(savepoint=not open_ones or open_ones[-1]._from_testcase):
        yield


@contextmanager
def together() -> Iterator[None]:
    """What `put` and `put_sql` are given inside is written at the end, in one statement; nothing of it if that fails.

    Nobody may read inside what was put there: it is not in the database yet. Must run inside a transaction.
    """
    parts: list[Part] = []
    token = _basket.set(parts)
    try:
        yield
    finally:
        _basket.reset(token)
    _write(parts)


def put(*rows: Model, once: bool = False) -> None:
    """Insert new rows of one model: at once, or with what else is put together. `once`: rows that are there stay."""
    if not rows:
        return
    parts = _basket.get()
    if parts is None:
        type(rows[0])._base_manager.bulk_create(rows, ignore_conflicts=once)
        return
    parts.extend(_compiled(rows, once=once))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def put_sql(sql: str, params: Sequence[Any]) -> None:
    """The same for an INSERT of one's own."""
    parts = _basket.get()
    if parts is None:
        _write([(sql, params)])
    else:
        parts.append((sql, params))


def _compiled(rows: Sequence[Model], *, once: bool) -> list[Part]:
    query = InsertQuery(type(rows[0]), on_conflict=OnConflict.IGNORE if once else None)
    query.insert_values(type(rows[0])._meta.concrete_fields, rows)
    compiled: list[Part] = query.get_compiler(connection=connection).as_sql()
    return compiled


def _write(parts: list[Part]) -> None:
    if not parts:
        return
    # The database checks what refers to what at the end of the statement, so the order does not matter.
    *first, (last, last_params) = parts
    written = ", ".join(f"w{n} AS ({sql})" for n, (sql, _params) in enumerate(first))
    sql = f"WITH {written} {last}" if first else last
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _sql, params in first for value in params] + list(last_params))
