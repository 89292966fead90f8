"""When a hall is open: weekly shifts, and the days that differ. A value: nothing is read here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from deadlines.limits import MIDNIGHT, clock_minute
from servicedesk.lib.refusals import Refusal

HALL_ZONE = "Asia/Shanghai"


class ImpossibleCalendar(Refusal):
    """Opening hours that no hall can keep."""

    code = "impossible_calendar"


class Shift(NamedTuple):
    """Open from one minute of the day to another; 1440 is 24:00. A night shift is two shifts, one a day."""

    opens: int
    closes: int


class Day(NamedTuple):
    """What one date is instead of its weekday: a holiday (no shifts), a make-up working day, special hours."""

    shifts: tuple[Shift, ...]
    name: str = ""


Week = tuple[tuple[Shift, ...], ...]


@dataclass(frozen=True)
class Calendar:
    """Opening hours in one version. Days after `official_until` are foreseen, not yet decreed."""

    code: str
    version: int
    weekly: Week
    days: Mapping[date, Day] = field(default_factory=dict, hash=False)
    zone: str = HALL_ZONE
    official_until: date | None = None

    def __post_init__(self) -> None:
        if len(self.weekly) != 7:
            raise ImpossibleCalendar(_("A calendar has seven weekdays, Monday first."))
        for shifts in (*self.weekly, *(day.shifts for day in self.days.values())):
            check_shifts(shifts)

    def shifts_on(self, day: date) -> tuple[Shift, ...]:
        """The shifts of a date, in order; none if the hall is closed."""
        special = self.days.get(day)
        return self.weekly[day.weekday()] if special is None else special.shifts

    def is_working(self, day: date) -> bool:
        """Whether the hall opens at all that day."""
        return bool(self.shifts_on(day))

    def name_of(self, day: date) -> str:
        """What that date is called, if it differs from its weekday."""
        special = self.days.get(day)
        return special.name if special else ""

    def is_provisional(self, day: date) -> bool:
        """Whether the official notice for that date is not known yet."""
        return self.official_until is not None and day > self.official_until

    def open_time(self, day: date) -> timedelta:
        """How long the hall is open that day."""
        return timedelta(minutes=sum(shift.closes - shift.opens for shift in self.shifts_on(day)))


def check_shifts(shifts: Sequence[Shift]) -> None:
    """Refuse shifts that end before they begin, overlap, or leave the day."""
    earlier = 0
    for shift in shifts:
        if not earlier <= shift.opens < shift.closes <= MIDNIGHT:
            raise ImpossibleCalendar(_("Write the shifts of a day in order, without overlap, within 00:00 to 24:00."))
        earlier = shift.closes


def read_shifts(pairs: Sequence[Sequence[str]]) -> tuple[Shift, ...]:
    """`[["08:30", "12:00"], ["14:00", "17:30"]]` → two shifts."""
    minutes = [(clock_minute(str(opens)), clock_minute(str(closes))) for opens, closes in pairs]
    shifts = tuple(Shift(opens, closes) for opens, closes in minutes if opens is not None and closes is not None)
    if len(shifts) != len(minutes):
        raise ImpossibleCalendar(_("A shift is written as two times of day, for example 08:30 and 12:00."))
    check_shifts(shifts)
    return shifts


ROUND_THE_CLOCK: Week = ((Shift(0, MIDNIGHT),),) * 7
