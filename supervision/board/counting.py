"""Several counts by one statement, each up to a cap: a number that nobody can act on is not worth a scan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Func, QuerySet, UUIDField

COUNTED = 1000
# Compiled and planned once for all places of a sort, however many there are.
_EACH = """
SELECT %s || place.of, (SELECT count(*) FROM ({sql}) AS counted_rows) FROM unnest(%s::uuid[]) AS place(of)
"""


@dataclass(frozen=True)
class Each:
    """The same list for each of some places or people: `rows` narrowed by the column `by`."""

    rows: QuerySet[Any]
    by: str
    keys: list[UUID]


@dataclass
class _Said:
    parts: list[str] = field(default_factory=list)
    params: list[Any] = field(default_factory=list)

    def add(self, sql: str, *params: Any) -> None:
        self.parts.append(sql)
        self.params += params


def counted(
    lists: Mapping[str, QuerySet[Any]],
    *,
    whole: Mapping[str, QuerySet[Any]] | None = None,
    each: Iterable[Each] = (),
) -> dict[str, int]:
    """How long each list is; `COUNTED` means that or more, except of those that are counted as a whole.

    What is counted for `each` is found under "<its column>:<the key>".
    """
    said = _Said()
    short = {name: rows.order_by()[:COUNTED] for name, rows in lists.items()}
    for name, rows in (short | {name: rows.order_by() for name, rows in (whole or {}).items()}).items():
        sql, told = rows.values("pk").query.sql_with_params()
        said.add(f"SELECT %s AS name, count(*) FROM ({sql}) AS counted_rows", name, *told)
    for one in each:
        here = one.rows.filter(**{one.by: Func(template="place.of", output_field=UUIDField())})
        sql, told = here.order_by()[:COUNTED].values("pk").query.sql_with_params()
        said.add(_EACH.format(sql=sql), f"{one.by}:", *told, one.keys)
    if not said.parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(said.parts), said.params)
        return dict(cursor.fetchall())


def shown(count: int, most: int = COUNTED) -> str:
    """The number as a tile says it."""
    return f"{most}+" if count >= most else str(count)
