"""In whose hours: from which moment each person may be told, by their own calendar or that of their unit."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from accounts.models import Unit, ancestors
from deadlines.hours import Calendar
from deadlines.models import WorkCalendar
from deadlines.models.calendars import calendar_for
from deadlines.reach import USUAL, told_from
from tickets.rungs import Person

Found = TypeVar("Found")


class Reach:
    """The hours of some people at one moment. Nothing is read unless somebody's hours matter; then what all of them need."""

    def __init__(self, people: Iterable[Person], *, at: datetime) -> None:
        self.at, self._people = at, list(people)
        self._from: dict[tuple[str, UUID | None, UUID | None], datetime] = {}

    def told_from(self, person: Person) -> datetime:
        """The moment from which this person may be told: now, or when their hours begin."""
        code = person.calendar or _nearest(self._named, person.home_path) or USUAL
        key = (code, person.org_id, _nearest(self._own, person.home_path))
        if key not in self._from:
            calendar = _calendar(*key)
            self._from[key] = told_from(self.at, calendar) if calendar else self.at
        return self._from[key]

    @cached_property
    def _paths(self) -> set[str]:
        return {path for one in self._people for path in ancestors(one.home_path)}

    @cached_property
    def _named(self) -> dict[str, str]:
        """The units that name a calendar for their people."""
        named = Unit.objects.filter(path__in=self._paths).exclude(calendar="")
        return dict(named.values_list("path", "calendar"))

    @cached_property
    def _own(self) -> dict[str, UUID]:
        """The halls that have written opening hours of their own."""
        own = WorkCalendar.objects.filter(hall__path__in=self._paths)
        return dict(own.values_list("hall__path", "hall_id"))


def _nearest(known: dict[str, Found], home: str) -> Found | None:
    return next((known[path] for path in reversed(ancestors(home)) if path in known), None)


def _calendar(code: str, org: UUID | None, hall: UUID | None) -> Calendar | None:
    """The calendar as that hall has it; None for a code that names none: then nothing is put off."""
    try:
        return calendar_for(code, org=org, hall=hall)
    except WorkCalendar.DoesNotExist:
        return None
