"""A table on its way out: its headings, how many rows it has, and the rows, read when they are written."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from servicedesk.lib.tables.writing import Value

AT_ONCE = 500
Row = TypeVar("Row")


@dataclass(frozen=True)
class Table:
    """What leaves. `count` is of the rows that were found, not of those that are in memory."""

    header: Sequence[object]
    count: int
    rows: Iterable[Sequence[Value]]


def in_batches(keys: Sequence[UUID], fetch: Callable[[Sequence[UUID]], dict[UUID, Row]]) -> Iterator[Row]:
    """The rows of these keys in their order, some hundred in memory; what has gone meanwhile is left out."""
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        found = fetch(part)
        yield from (found[key] for key in part if key in found)
