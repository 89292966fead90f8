"""A report as tables: each cell a figure with its numbers and the list behind it. Page, print, file and API are made of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from reporting.counting import Sum_
from reporting.measures import Form, Measure
from reporting.reading import NOTHING, Totals, totals
from reporting.wanted import Wanted
from servicedesk.lib.tables.writing import Value
from surveys.margins import share
from tickets.models import Category

HOUR = 3600
Both = tuple[Totals, Totals]
MOST_ROWS, FEW_HOURS = 400, 2


@dataclass(frozen=True)
class Cell:
    """One figure: its value, of what it is made, and the address of the list behind each number."""

    measure: Measure
    part: Sum_
    whole: Sum_
    want: Wanted

    @property
    def value(self) -> float | int | None:
        """Percent, hours or a number; None where there is nothing to count."""
        if self.measure.form == Form.SHARE:
            return share(self.part.n, self.whole.n)
        if self.measure.form == Form.MEAN:
            return self.part.seconds / self.part.n / HOUR if self.part.n else None
        return self.part.n

    @property
    def shown(self) -> str:
        """As people read it: minutes where it is less than two hours."""
        value = self.value
        if value is None:
            return "—"
        if self.measure.form == Form.COUNT:
            return f"{value:,}"
        return f"{value * 60:.0f}" if self.is_short else f"{value:.1f}"

    @property
    def is_short(self) -> bool:
        return self.measure.form == Form.MEAN and (self.value or 0) < FEW_HOURS

    @property
    def unit(self) -> str:
        if self.value is None:
            return ""
        return {Form.SHARE: "%", Form.MEAN: _("min") if self.is_short else _("h")}.get(self.measure.form, "")

    @property
    def rounded(self) -> Value:
        """As it stands in a file."""
        value = self.value
        return round(value, 2) if isinstance(value, float) else value

    @property
    def part_url(self) -> str:
        return behind_url(self.want, self.measure.part)

    @property
    def whole_url(self) -> str:
        return behind_url(self.want, self.measure.whole) if self.measure.whole else ""


def behind_url(want: Wanted, code: str) -> str:
    """The address of the list behind a counter."""
    return f"/reports/behind/?what={code}&{want.query}"


@dataclass(frozen=True)
class Line:
    """One row of a table: what it is about, and its figures. `key` is what it is about for machines."""

    name: str
    key: str
    cells: list[Cell]
    url: str = ""


@dataclass(frozen=True)
class Table:
    """Figures of several measures, by place, category, crew, time or person. `total` is all of it together."""

    code: str
    word: str | Promise
    by: str | Promise
    measures: list[Measure]
    lines: list[Line]
    total: Line
    is_cut: bool = False

    @property
    def finding(self) -> str:
        """What the chart shows, in words: who is ahead and who is behind by the first measure."""
        told = [(line.cells[0].value, line) for line in self.lines if line.cells[0].value is not None]
        if not told or self.is_empty:
            return ""
        first, last = (pick(told, key=lambda one: one[0] or 0)[1] for pick in (max, min))
        facts = {"first": first.name, "high": f"{first.cells[0].shown} {first.cells[0].unit}".strip()}
        facts["what"] = str(self.measures[0].short or self.measures[0].word)
        if first.cells[0].value == last.cells[0].value:
            return _("%(what)s: %(high)s everywhere") % facts
        facts |= {"last": last.name, "low": f"{last.cells[0].shown} {last.cells[0].unit}".strip()}
        return _("%(what)s: %(first)s is highest with %(high)s, %(last)s lowest with %(low)s") % facts

    @property
    def is_empty(self) -> bool:
        return not any(cell.part.n or cell.whole.n for cell in self.total.cells)

    @property
    def has_chart(self) -> bool:
        """Whether there is anything to compare in a chart."""
        return len(self.lines) > 1 and any(cell.value for line in self.lines for cell in line.cells[:2])

    def header(self) -> list[str]:
        """The heads of the columns in a file: every measure, and what it is made of."""
        words = [str(self.by)]
        for one in self.measures:
            words.append(f"{one.word} ({unit_word(one)})")
            if one.form == Form.SHARE:
                words += [f"{one.word}: {_('counted')}", f"{one.word}: {_('of')}"]
        return words

    def rows(self) -> Iterable[list[Value]]:
        for line in (*self.lines, self.total):
            row: list[Value] = [line.name]
            for cell in line.cells:
                row.append(cell.rounded)
                if cell.measure.form == Form.SHARE:
                    row += [cell.part.n, cell.whole.n]
            yield row


def unit_word(measure: Measure) -> str:
    """In what a measure is told."""
    return {Form.SHARE: "%", Form.MEAN: _("h")}.get(measure.form, _("number"))


def by_word(by: str) -> str:
    """By what a table is divided."""
    words = {
        "hall": _("Hall"),
        "category": _("Category"),
        "crew": _("Crew"),
        "month": _("Month"),
        "day": _("Day"),
        "person": _("Person"),
    }
    return words.get(by, "")


def both(want: Wanted, measures: Iterable[Measure], *, by: str, today: date) -> Both:
    """What some measures need: their counters divided, and in all."""
    codes = {counter for one in measures for counter in one.counters}
    return totals(want, codes, by=by, today=today) if by else {}, totals(want, codes, today=today)


def table(
    want: Wanted,
    measures: Sequence[Measure],
    *,
    by: str,
    today: date,
    code: str = "",
    word: str | Promise = "",
    read: Both | None = None,
) -> Table:
    """The measures divided by `by` (or not at all), with the total under them, counted by itself and not added up.

    `read`: what was read already for several tables at once.
    """
    divided, all_of_it = read or both(want, measures, by=by, today=today)
    names = _names(want, by, divided)
    order = sorted((key for key in divided if key in names), key=lambda key: names[key][0])
    lines = [_line(want, measures, names[key], divided[key]) for key in order[:MOST_ROWS]]
    if None in divided and by == "crew":
        lines.append(_line(want, measures, (_("without a crew"), "", {"no_crew": True}), divided[None]))
    total = Line(_("All"), "", [Cell(one, *_pair(one, all_of_it.get(None, {})), want) for one in measures])
    return Table(code, word, by_word(by), list(measures), lines, total, len(order) > MOST_ROWS)


def _pair(measure: Measure, told: dict[str, Sum_]) -> tuple[Sum_, Sum_]:
    return told.get(measure.part, NOTHING), told.get(measure.whole, NOTHING)


def _line(
    want: Wanted, measures: Sequence[Measure], name: tuple[str, str, dict[str, Any]], told: dict[str, Sum_]
) -> Line:
    word, machine, narrowed = name
    here = want.but(**narrowed)
    return Line(word, machine, [Cell(one, *_pair(one, told), here) for one in measures], f"/reports/?{here.query}")


def _names(want: Wanted, by: str, divided: dict[Any, Any]) -> dict[Any, tuple[str, str, dict[str, Any]]]:
    """What each group is called, by people and by machines, and how the report of it alone is asked for."""
    keys = [key for key in divided if key is not None]
    if by in ("hall", "crew"):
        units = Unit.objects.filter(pk__in=keys)
        return {one.pk: (one.name, one.code, {by: one}) for one in units}
    if by == "category":
        rows = Category.objects.filter(pk__in=keys)
        return {one.pk: (one.name, one.code, {"category": one, "only": True}) for one in rows}
    if by == "person":
        return {one.pk: (one.name, one.staff_number, {"person": one.pk}) for one in User.objects.filter(pk__in=keys)}
    return {key: _of_time(want, by, key) for key in keys}


def _of_time(want: Wanted, by: str, day: date) -> tuple[str, str, dict[str, Any]]:
    if by == "day":
        return day.isoformat(), day.isoformat(), {"first": day, "last": day}
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    last = date.fromordinal(following.toordinal() - 1)
    narrowed = {"first": max(day, want.first), "last": min(last, want.last)}
    return f"{day:%Y-%m}", f"{day:%Y-%m}", narrowed
