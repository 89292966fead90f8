"""One row on its way in, and what became of it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from hotline.bulk.fields import Field
from hotline.model_bulk import ImportJob
from servicedesk.lib.refusals import Refusal
from servicedesk.lib.tables.cells import Cell

MADE, KNOWN, REFUSED = "made", "known", "refused"


@dataclass(frozen=True)
class Row:
    """One row as it stands in the file: `cells` by field, `told` as it was written, `problem` if it has no shape."""

    n: int
    line: int
    cells: dict[str, Cell]
    told: dict[str, Any]
    answers: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    strange: tuple[str, ...] = ()


@dataclass(frozen=True)
class Good:
    """One row whose every cell could be read."""

    row: Row
    facts: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.facts[name]


@dataclass(frozen=True)
class Result:
    """What became of one row: `ref` is its number or id here; a refused one says why and is kept as it was written."""

    row: int
    line: int
    outcome: str
    ref: str = ""
    code: str = ""
    sentence: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def made(good: Good, ref: object) -> Result:
    return Result(good.row.n, good.row.line, MADE, str(ref))


def known(good: Good, ref: object) -> Result:
    """It was here before, and says the same."""
    return Result(good.row.n, good.row.line, KNOWN, str(ref))


def refused(row: Row, refusal: Refusal) -> Result:
    """It stays outside, and why."""
    told = {"code": refusal.code, "sentence": refusal.sentence(), "fields": dict(refusal.fields)}
    return Result(row.n, row.line, REFUSED, told=row.told, **told)  # type: ignore[arg-type]


Take = Callable[[ImportJob, Sequence[Good], datetime], list[Result]]


@dataclass(frozen=True)
class Kind:
    """What the rows of a file are: the fields of one, in which modes, and what takes a batch of good ones in.

    `rights`: the verb that a mode needs beside `bulk`. `take` runs inside a transaction and is asked again with halves of the
    batch if the database refuses it as a whole.
    """

    code: str
    word: Promise
    fields: tuple[Field, ...]
    rights: dict[str, str]
    take: Take

    def fields_of(self, mode: str) -> tuple[Field, ...]:
        """The fields that have a meaning in this mode."""
        return tuple(one for one in self.fields if mode in one.modes)

    @property
    def modes(self) -> tuple[str, ...]:
        return tuple(self.rights)
