"""What one part of the page shows: tables, distributions, the heat-map; each also as a file."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from keyaccounts.hazards.rates import Rate, five_rates
from reporting import blocks
from reporting.averages import Average, averages
from reporting.blocks import Heat, Parts
from reporting.care import Care, care_of
from reporting.counting import midnight
from reporting.indexes import Index, indexes
from reporting.tables import Table
from reporting.wanted import Wanted
from servicedesk.lib.tables.writing import Value


@dataclass(frozen=True)
class File:
    """One table as it leaves the house."""

    code: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]


@dataclass(frozen=True)
class Shown:
    """One part of the page."""

    tables: list[Table] = field(default_factory=list)
    parts: list[Parts] = field(default_factory=list)
    heat: Heat | None = None
    total: Table | None = None
    indexes: list[Index] = field(default_factory=list)
    keys: list[Rate] = field(default_factory=list)
    care: list[Care] = field(default_factory=list)
    averages: list[Average] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        nothing = all(one.is_empty for one in self.tables) and all(one.is_empty for one in self.parts)
        if self.indexes:
            return all(one.value is None for one in self.indexes)
        if self.care:
            return nothing and not any(one.total.n for one in self.care)
        return nothing and (self.total is None or self.total.is_empty) and not (self.heat and self.heat.most)

    def files(self) -> Iterator[File]:
        """Every table of it."""
        for one in (*([self.total] if self.total else []), *self.tables):
            yield File(one.code, one.header(), one.rows())
        for parts in self.parts:
            header = [parts.word, _("number"), "%", _("average, h")]
            told: list[list[Value]] = [[one.word, one.n, _round(one.share), _hours(one)] for one in parts.parts]
            yield File(parts.code, header, told)
        if self.averages:
            header = [_("Step"), _("Ended"), _("Promised on average, h")]
            header += [_("Average, pauses left out"), _("Average, pauses counted")]
            yield File("averages", header, [_average(one) for one in self.averages])
        if self.indexes:
            header = [_("Index"), _("Value"), _("How it is reckoned")]
            yield File("indexes", header, [[str(one.word), _round(one.value), one.means] for one in self.indexes])
        for care in self.care:
            yield File(care.code, care.header(), care.table())
        if self.keys:
            header = [_("Key customers"), "%", _("counted"), _("of"), _("What is counted")]
            keys = [[str(one.word), one.share, one.part, one.whole, str(one.definition)] for one in self.keys]
            yield File("key-customers", header, keys)
        if self.heat:
            rows: list[list[Value]] = [[word, *(n for n, _deep, _url in cells)] for word, cells in self.heat.rows]
            yield File("heat", [_("Day"), *(f"{hour:02d}:00" for hour in range(24))], rows)


def _round(number: float | None) -> float | None:
    return None if number is None else round(number, 2)


def _average(one: Average) -> list[Value]:
    return [str(one.word), one.n, _round(one.target), _round(one.spent), _round(one.even)]


def _hours(one: blocks.Share) -> float | None:
    return _round(one.hours) if one.seconds else None


def shown(tab: str, want: Wanted, *, today: date) -> Shown:
    """Read one part. Raises StillCounting."""
    if tab == "promises":
        return Shown(blocks.promise_tables(want, today=today), averages=averages(want, today=today))
    if tab == "volume":
        return Shown(
            blocks.volume_tables(want, today=today), [blocks.kinds(want, today=today)], blocks.heat(want, today=today)
        )
    if tab == "desk":
        return Shown(blocks.desk_tables(want, today=today))
    if tab == "customer":
        parts = [make(want, today=today) for make in (blocks.reasons, blocks.verdicts, blocks.causes)]
        return Shown(blocks.customer_tables(want, today=today), parts)
    if tab == "people":
        return Shown(blocks.people_tables(want, today=today), [blocks.states(want, today=today)])
    if tab == "indexes":
        return Shown(indexes=indexes(want, today=today))
    if tab == "keys":
        keys = five_rates(want.user, at=midnight(today)) if want.user else []
        return Shown(blocks.key_tables(want, today=today), keys=keys, care=care_of(want))
    return Shown([blocks.trend(want, today=today)], total=blocks.overview(want, today=today))
