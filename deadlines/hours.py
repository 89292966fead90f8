"""When a hall is open: weekly shifts, and the days that differ. A value: nothing is read here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

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


class Season(NamedTuple):
    """Hours that hold every year from one month-day to another, both included; it may reach over New Year."""

    first: tuple[int, int]
    last: tuple[int, int]
    weekly: Week
    name: str = ""

    @property
    def span(self) -> str:
        """From when to when: `06-01 – 09-30`."""
        return " – ".join(f"{month:02d}-{day:02d}" for month, day in (self.first, self.last))

    def holds(self, day: date) -> bool:
        """Whether the date lies in the season."""
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True)
class Calendar:
    """Opening hours in one version. Days after `official_until` are foreseen, not yet decreed."""

    code: str
    version: int
    weekly: Week
    days: Mapping[date, Day] = field(default_factory=dict, hash=False)
    zone: str = HALL_ZONE
    official_until: date | None = None
    seasons: tuple[Season, ...] = ()

    def __post_init__(self) -> None:
        weeks = (self.weekly, *(season.weekly for season in self.seasons))
        if any(len(week) != 7 for week in weeks):
            raise ImpossibleCalendar(_("A calendar has seven weekdays, Monday first."))
        for shifts in (*(shifts for week in weeks for shifts in week), *(day.shifts for day in self.days.values())):
            check_shifts(shifts)
        check_seasons(self.seasons)

    def shifts_on(self, day: date) -> tuple[Shift, ...]:
        """The shifts of a date, in order; none if the hall is closed."""
        special = self.days.get(day)
        return self.week_of(day)[day.weekday()] if special is None else special.shifts

    def season_of(self, day: date) -> Season | None:
        """The season in which the date lies, if any."""
        return next((season for season in self.seasons if season.holds(day)), None)

    def week_of(self, day: date) -> Week:
        """The week that holds at that date: its season's, else the usual one."""
        season = self.season_of(day)
        return self.weekly if season is None else season.weekly

    def workday(self, day: date) -> tuple[Shift, ...]:
        """The hours of an ordinary working day at that time of the year."""
        return next((shifts for shifts in self.week_of(day) if shifts), ())

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


def check_seasons(seasons: Sequence[Season]) -> None:
    """Refuse seasons that share a day: nobody could say which hours hold then."""
    # A leap year has every month-day there is.
    for number in range(366):
        day = date(2024, 1, 1) + timedelta(days=number)
        names = [season.name or "?" for season in seasons if season.holds(day)]
        if len(names) > 1:
            sentence = _("The seasons “%(one)s” and “%(other)s” share the day %(day)s. Let one end before the other.")
            raise ImpossibleCalendar(sentence % {"one": names[0], "other": names[1], "day": f"{day:%m-%d}"})


def read_week(weekly: Sequence[Sequence[Sequence[str]]]) -> Week:
    """Seven lists of shifts, Monday first."""
    return tuple(read_shifts(shifts) for shifts in weekly)


def read_seasons(rows: Sequence[Mapping[str, Any]]) -> tuple[Season, ...]:
    """`[{"name": "夏令", "from": "06-01", "to": "09-30", "weekly": […]}]` → one season."""
    return tuple(
        Season(read_month_day(row["from"]), read_month_day(row["to"]), read_week(row["weekly"]), row.get("name", ""))
        for row in rows
    )


def read_month_day(text: str) -> tuple[int, int]:
    """`06-01` → (6, 1)."""
    try:
        day = date.fromisoformat(f"2024-{text.strip()}")
    except ValueError:
        sentence = _("“%(text)s” is no day of the year. Write month and day, for example 06-01.")
        raise ImpossibleCalendar(sentence % {"text": text[:20]}) from None
    return day.month, day.day


def read_shifts(pairs: Sequence[Sequence[str]]) -> tuple[Shift, ...]:
    """`[["08:30", "12:00"], ["14:00", "17:30"]]` → two shifts."""
    minutes = [(clock_minute(str(opens)), clock_minute(str(closes))) for opens, closes in pairs]
    shifts = tuple(Shift(opens, closes) for opens, closes in minutes if opens is not None and closes is not None)
    if len(shifts) != len(minutes):
        raise ImpossibleCalendar(_("A shift is written as two times of day, for example 08:30 and 12:00."))
    check_shifts(shifts)
    return shifts


ROUND_THE_CLOCK: Week = ((Shift(0, MIDNIGHT),),) * 7
