"""In whose hours: from which moment each person may be told, by their own calendar or that of their unit."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from accounts.models import Unit, ancestors
from deadlines.hours import Calendar
from deadlines.models import WorkCalendar
from deadlines.models.calendars import calendar_for
from deadlines.reach import USUAL, told_from
from tickets.rungs import Person


class Reach:
    """The hours of some people at one moment. One query for their units, one for each calendar among them."""

    def __init__(self, people: Iterable[Person], *, at: datetime) -> None:
        paths = {path for one in people for path in ancestors(one.home_path)}
        named = Unit.objects.filter(path__in=paths).exclude(calendar="").values_list("path", "calendar")
        self.at, self._named = at, dict(named)
        self._from: dict[tuple[str, UUID | None], datetime] = {}

    def told_from(self, person: Person) -> datetime:
        """The moment from which this person may be told: now, or when their hours begin."""
        key = (person.calendar or self._of_unit(person.home_path), person.org_id)
        if key not in self._from:
            calendar = _calendar(*key)
            self._from[key] = told_from(self.at, calendar) if calendar else self.at
        return self._from[key]

    def _of_unit(self, home: str) -> str:
        return next((self._named[path] for path in reversed(ancestors(home)) if path in self._named), USUAL)


def _calendar(code: str, org: UUID | None) -> Calendar | None:
    """The calendar as that company has it; None for a code that names none: then nothing is put off."""
    try:
        return calendar_for(code, org=org)
    except WorkCalendar.DoesNotExist:
        return None
