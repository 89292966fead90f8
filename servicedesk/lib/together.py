"""Rows that belong together are written by one statement instead of one each: one way to the database and back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import Model
from psycopg2.extras import execute_batch

from servicedesk.lib.inserting import insertion

AT_ONCE = 1000


class Basket:
    """What is written together: INSERTs, some by a name under which the others may read what they return."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, str, Sequence[Any]]] = []
        # The first row that was asked for, when all is written.
        self.answer: tuple[Any, ...] = ()

    def add(self, sql: str, params: Sequence[Any], name: str = "") -> None:
        """Put one more in."""
        self.parts.append((name or f"w{len(self.parts)}", sql, params))

    def write(self, asking: str = "") -> None:
        """Write it all; the database checks what refers to what at the end, so the order does not matter."""
        if not self.parts:
            return
        written = ", ".join(f"{name} AS ({sql})" for name, sql, _params in self.parts)
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH {written} {asking or 'SELECT 1'}", [value for _n, _s, params in self.parts for value in params]
            )
            self.answer = cursor.fetchone()


class Sheaf(Basket):
    """The same for the births of many: rows of one model, and INSERTs of one wording, go together."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[tuple[type[Model], bool], list[Model]] = {}
        self.worded: dict[str, list[Sequence[Any]]] = {}

    def gather(self, rows: Sequence[Model], *, once: bool) -> None:
        """Put rows of one model with those that are there already."""
        self.rows.setdefault((type(rows[0]), once), []).extend(rows)

    def add(self, sql: str, params: Sequence[Any], name: str = "") -> None:
        """Put an INSERT with those of the same wording."""
        self.worded.setdefault(sql, []).append(params)

    def write(self, asking: str = "") -> None:
        """Write it all, some thousand rows a statement."""
        for (_model, once), rows in self.rows.items():
            _insert(rows, once=once)
        with connection.cursor() as cursor:
            for sql, each in self.worded.items():
                execute_batch(cursor.cursor, sql, each, page_size=AT_ONCE)


_basket: ContextVar[Basket | None] = ContextVar("basket", default=None)


@contextmanager
def joined() -> Iterator[None]:
    """A transaction, or a part of the one that is open, which ends with it: no savepoint, so two round trips less.

    Whoever goes on after a refusal from inside needs a savepoint of their own around it; without one Django refuses.
    """
    open_ones = connection.atomic_blocks
    with transaction.atomic(savepoint=not open_ones or getattr(open_ones[-1], "_from_testcase", False)):
        yield


@contextmanager
def together(asking: str = "") -> Iterator[Basket]:
    """What `put` and `put_sql` are given inside is written at the end, in one statement; nothing of it if that fails.

    Nobody may read inside what was put there: it is not in the database yet. `asking` is a SELECT from named parts, whose
    row is the basket's answer afterwards. Must run inside a transaction.
    """
    basket = Basket()
    token = _basket.set(basket)
    try:
        yield basket
    finally:
        _basket.reset(token)
    basket.write(asking)


@contextmanager
def gathered() -> Iterator[None]:
    """What `put` and `put_sql` are given inside, of many that are born at once, is written at the end: a statement a table.

    As inside `together`, nobody may read what was put there. Must run inside a transaction.
    """
    sheaf = Sheaf()
    token = _basket.set(sheaf)
    try:
        yield
    finally:
        _basket.reset(token)
    sheaf.write()


def put(*rows: Model, once: bool = False) -> None:
    """Insert new rows of one model: at once, or with what else is put together. `once`: rows that are there stay."""
    if not rows:
        return
    basket = _basket.get()
    if basket is None:
        _insert(rows, once=once)
        return
    if isinstance(basket, Sheaf):
        basket.gather(rows, once=once)
        return
    wire = connections[DEFAULT_DB_ALIAS]
    basket.add(*insertion(rows, once=once, wire=wire))
    _are_written(rows)


def _insert(rows: Sequence[Model], *, once: bool) -> None:
    """All of them or none, some thousand a statement."""
    wire = connections[DEFAULT_DB_ALIAS]
    with transaction.atomic(savepoint=False), wire.cursor() as cursor:
        for first in range(0, len(rows), AT_ONCE):
            cursor.execute(*insertion(rows[first : first + AT_ONCE], once=once, wire=wire))
    _are_written(rows)


def _are_written(rows: Sequence[Model]) -> None:
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def put_sql(sql: str, params: Sequence[Any]) -> None:
    """The same for an INSERT of one's own."""
    basket = _basket.get()
    if basket is not None:
        basket.add(sql, params)
        return
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
