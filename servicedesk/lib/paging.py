"""Keyset pages, newest first: `before` and `after` name a row, so a page stays the same however much is added above it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

SIZE = 50


@dataclass(frozen=True)
class Page:
    """One page of rows, with the addresses of its neighbours: what parts/_pager.html draws."""

    rows: Sequence[Any]
    next_url: str = ""
    previous_url: str = ""
    total: int | None = None

    @property
    def shown(self) -> int:
        return len(self.rows)


def newest_first(rows: "QuerySet[Any]", query: QueryDict, *, by: str = "at", size: int = SIZE) -> Page:
    """Return the page that `query` asks for, in the order of `by` and key; a mark that is no row of these is ignored."""
    older, newer = _row(rows, query.get("before")), _row(rows, query.get("after"))
    if newer is not None and older is None:
        return _page_before(rows, query, newer, by=by, size=size)
    found = list(_beyond(rows, older, by, "lt").order_by(f"-{by}", "-pk")[: size + 1])
    return _page(found[:size], query, more_below=len(found) > size, more_above=older is not None)


def _page_before(rows: "QuerySet[Any]", query: QueryDict, mark: Model, *, by: str, size: int) -> Page:
    found = list(_beyond(rows, mark, by, "gt").order_by(by, "pk")[: size + 1])
    return _page(found[:size][::-1], query, more_below=True, more_above=len(found) > size)


def _row(rows: "QuerySet[Any]", key: str | None) -> Model | None:
    try:
        return rows.filter(pk=UUID(key)).first() if key else None
    except ValueError:
        return None


def _beyond(rows: "QuerySet[Any]", mark: Model | None, by: str, side: str) -> "QuerySet[Any]":
    if mark is None:
        return rows
    moment = getattr(mark, by)
    return rows.filter(Q(**{f"{by}__{side}": moment}) | Q(**{by: moment, f"pk__{side}": mark.pk}))


def _page(rows: Sequence[Any], query: QueryDict, *, more_below: bool, more_above: bool) -> Page:
    return Page(
        rows=rows,
        next_url=_url(query, "before", rows[-1]) if rows and more_below else "",
        previous_url=_url(query, "after", rows[0]) if rows and more_above else "",
    )


def _url(query: QueryDict, side: str, row: Model) -> str:
    kept = query.copy()
    for name in ("before", "after"):
        kept.pop(name, None)
    kept[side] = str(row.pk)
    return f"?{kept.urlencode()}"
