"""What a fixture wrote once is written again in one go, as long as the world it finds is the one it wrote into.

A walk-in, a crew sent, a report: the same rows stand at the beginning of a thousand tests, and the actions that make them
ask the database forty times each. The first test that needs them lets the actions work and keeps what they wrote; later
ones write just that. Only a test whose every write so far came from here may do so; after any other write, and with real
transactions, the actions work as ever.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)
READING = ("SELECT", "SAVEPOINT", "RELEASE", "SHOW", "SET", "EXPLAIN", "DECLARE", "FETCH", "CLOSE")


@dataclass
class World:
    """What the running test has written so far: the names of what is remembered, in order, or something else as well."""

    told: tuple[object, ...] = ()
    is_known: bool = False
    noted: list[bytes] | None = None
    kept: dict[tuple[object, ...], tuple[bytes, type[models.Model], object]] = field(default_factory=dict)

    def begin(self, *, in_one_transaction: bool) -> None:
        self.told, self.is_known, self.noted = (), in_one_transaction, None
        if self.note not in connection.execute_wrappers:  # a thread's connection may be another one than before
            connection.execute_wrappers.append(self.note)

    def forget(self) -> None:
        """The tables have been filled anew: what was kept names rows that are gone."""
        self.kept.clear()

    def note(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Stand between Django and the database, and see what is written."""
        if self.is_known and not sql.lstrip().upper().startswith(READING):
            if self.noted is None or many or "ROLLBACK" in sql:
                self.is_known, self.noted = False, None
            else:
                self.noted.append(context["cursor"].cursor.mogrify(sql, params))
        return execute(sql, params, many, context)


WORLD = World()


def written_by(act: Callable[[], object]) -> bytes:
    """Do something and return what it wrote, to be written again in one go."""
    written: list[bytes] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not sql.lstrip().upper().startswith(READING):
            cursor = context["cursor"].cursor
            written.extend(cursor.mogrify(sql, each) for each in (params if many else [params]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    return b";\n".join(written)


def remembered(fixture: Callable[..., Row]) -> Callable[..., Row]:
    """Make a fixture that returns one row write what it wrote the first time; its arguments are other fixtures."""
    name = f"{fixture.__module__}.{fixture.__qualname__}"

    @wraps(fixture)
    def recalled(*args: Any, **given: Any) -> Row:
        if not WORLD.is_known or WORLD.noted is not None or WORLD.note not in connection.execute_wrappers:
            return fixture(*args, **given)
        WORLD.told = (*WORLD.told, name)
        known = WORLD.kept.get(WORLD.told)
        if known is not None:
            written, model, pk = known
            if written:
                with connection.cursor() as cursor:
                    cursor.cursor.execute(written)
            return model._base_manager.get(pk=pk)
        WORLD.noted = []
        row = fixture(*args, **given)
        if WORLD.is_known and WORLD.noted is not None:
            WORLD.kept[WORLD.told] = (b";\n".join(WORLD.noted), type(row), row.pk)
        WORLD.noted = None
        return type(row)._base_manager.get(pk=row.pk)

    return recalled
