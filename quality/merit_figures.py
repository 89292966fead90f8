"""Praise and penalties in numbers: of a month by person and hall, and month by month. Worked out from the rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from quality.lifecycle import Merit as Sort
from quality.lifecycle import MeritState
from quality.models import Merit, MeritQuerySet
from quality.pools import midnight
from servicedesk.lib.months import month_after, month_end
from servicedesk.lib.tables.writing import Value

STANDING = (MeritState.STANDS, MeritState.APPEALED)


@dataclass
class Balance:
    """What somebody, a hall or a month has on both sides."""

    name: str
    place: str = ""
    person: Any = None
    praise: int = 0
    added: int = 0
    penalties: int = 0
    taken: int = 0

    @property
    def net(self) -> int:
        return self.added - self.taken

    def count(self, one: Merit) -> None:
        """One more row on its side."""
        if one.sort == Sort.PRAISE:
            self.praise, self.added = self.praise + 1, self.added + one.points
        else:
            self.penalties, self.taken = self.penalties + 1, self.taken + one.points

    def cells(self) -> list[Value]:
        return [self.name, self.place, self.praise, self.added, self.penalties, self.taken, self.net]


@dataclass(frozen=True)
class Merits:
    """Praise and penalties of one month, and the months until then."""

    whole: Balance
    halls: list[Balance]
    people: list[Balance]
    months: list[Balance]


def counting(rows: MeritQuerySet, first: date, last: date) -> MeritQuerySet:
    """What counts in some days: praise on its day, a penalty on the day on which a second person confirmed it.

    What was lifted on appeal counts nowhere; what is appealed counts until it is lifted.
    """
    begins, ends = midnight(first), midnight(last + timedelta(days=1))
    praise = Q(sort=Sort.PRAISE, at__gte=begins, at__lt=ends)
    penalty = Q(sort=Sort.PENALTY, second_at__gte=begins, second_at__lt=ends)
    return rows.filter(praise | penalty, state__in=STANDING)


def merits_of(rows: MeritQuerySet, month: date) -> Merits:
    """Two questions: the rows of the month, and those of a year."""
    here = counting(rows, month, month_end(month)).select_related("person", "unit").order_by("person__name", "pk")
    whole, halls, people = Balance(""), dict[Any, Balance](), dict[Any, Balance]()
    for one in here:
        places = (
            whole,
            halls.setdefault(one.unit_id, Balance(one.unit.name)),
            people.setdefault(one.person_id, Balance(one.person.name, one.unit.name, one.person_id)),
        )
        for place in places:
            place.count(one)
    return Merits(whole, sorted(halls.values(), key=lambda one: one.name), list(people.values()), _months(rows, month))


def _months(rows: MeritQuerySet, month: date) -> list[Balance]:
    """The year that ends with a month, its months with anything on record, the latest first."""
    first = month_after(month.replace(year=month.year - 1))
    found: dict[str, Balance] = {}
    year: Iterable[Merit] = counting(rows, first, month_end(month)).order_by("pk")
    for one in year:
        at = one.at if one.sort == Sort.PRAISE else one.second_at or one.at
        name = f"{timezone.localtime(at):%Y-%m}"
        found.setdefault(name, Balance(name)).count(one)
    return [found[name] for name in sorted(found, reverse=True)]
