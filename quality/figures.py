"""How many pass: by hall, by person, by item. Worked out from the inspections of a month, stored nowhere."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quality.models import Inspection, InspectionQuerySet
from quality.pools import midnight
from servicedesk.lib.months import month_after

TARGET = 90.0


@dataclass
class Tally:
    """The inspections of one person, hall or item."""

    name: str
    place: str = ""
    points: list[float] = field(default_factory=list)
    passed: int = 0

    @property
    def n(self) -> int:
        return len(self.points)

    @property
    def mean(self) -> float | None:
        return round(sum(self.points) / self.n, 1) if self.n else None

    @property
    def share(self) -> float | None:
        """Per cent of the inspections that passed."""
        return round(100 * self.passed / self.n, 1) if self.n else None


@dataclass
class Passing:
    """People of a place, and how many of them pass by the mean of their inspections."""

    name: str
    people: int = 0
    passing: int = 0
    n: int = 0

    @property
    def share(self) -> float | None:
        return round(100 * self.passing / self.people, 1) if self.people else None

    @property
    def is_below(self) -> bool:
        return self.share is not None and self.share < TARGET


@dataclass(frozen=True)
class Figures:
    """All figures of one month."""

    whole: Passing
    halls: list[Passing]
    people: list[Tally]
    items: list[Tally]


def of_month(rows: InspectionQuerySet, month: date) -> InspectionQuerySet:
    """Those scored in a month."""
    return rows.scored().filter(scored_at__gte=midnight(month), scored_at__lt=midnight(month_after(month)))


def figures_of(rows: InspectionQuerySet, month: date) -> Figures:
    """The figures of a month from what the reader may see. Two questions."""
    found = list(of_month(rows, month).select_related("person", "unit", "sheet").order_by("person__name", "pk"))
    people: dict[Any, Tally] = {}
    marks: dict[Any, list[float]] = defaultdict(list)
    for one in found:
        tally = people.setdefault(one.person_id, Tally(one.person.name, one.unit.name))
        tally.points.append(float(one.final or 0))
        tally.passed += bool(one.has_passed)
        marks[one.person_id].append(one.sheet.pass_mark)
    whole = Passing("")
    halls: dict[Any, Passing] = {}
    for one in {row.person_id: row for row in found}.values():
        tally = people[one.person_id]
        is_passing = (tally.mean or 0) >= sum(marks[one.person_id]) / len(marks[one.person_id])
        for place in (whole, halls.setdefault(one.unit_id, Passing(one.unit.name))):
            place.people += 1
            place.passing += is_passing
            place.n += tally.n
    return Figures(whole, sorted(halls.values(), key=lambda one: one.name), list(people.values()), _items(found))


def _items(found: Iterable[Inspection]) -> list[Tally]:
    """Each item with its mean of 5, the weakest first."""
    tallies: dict[tuple[str, str], Tally] = {}
    for one in found:
        texts = {str(item["code"]): str(item["text"]) for item in one.sheet.items}
        for code, told in (one.second_answers or one.answers).items():
            if told.get("score") is not None:
                name = texts.get(code, code)
                tally = tallies.setdefault((one.work, code), Tally(name, one.get_work_display()))
                tally.points.append(float(told["score"]))
                tally.passed += told["score"] >= 4
    return sorted(tallies.values(), key=lambda one: (one.mean or 0, one.name))
