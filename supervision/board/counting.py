"""Several counts by one statement, each up to a cap: a number that nobody can act on is not worth a scan."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet

COUNTED = 1000


def counted(lists: Mapping[str, QuerySet[Any]], *, whole: Mapping[str, QuerySet[Any]] | None = None) -> dict[str, int]:
    """How long each list is; `COUNTED` means that or more, except of those that are counted as a whole."""
    parts: list[str] = []
    params: list[Any] = []
    short = {name: rows.order_by()[:COUNTED] for name, rows in lists.items()}
    for name, rows in (short | {name: rows.order_by() for name, rows in (whole or {}).items()}).items():
        sql, told = rows.values("pk").query.sql_with_params()
        parts.append(f"SELECT %s AS name, count(*) FROM ({sql}) AS counted_rows")
        params += [name, *told]
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return dict(cursor.fetchall())


def shown(count: int, most: int = COUNTED) -> str:
    """The number as a tile says it."""
    return f"{most}+" if count >= most else str(count)
