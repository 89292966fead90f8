"""A year of a calendar as it hangs on the wall: twelve months, each day with what it is."""

from calendar import Calendar as Weeks
from dataclasses import dataclass
from datetime import date

from deadlines.hours import Calendar, Season, Week
from deadlines.models import WorkCalendar
from deadlines.models.calendars import pure_calendar
from deadlines.opening import hours_text

YEARS = range(2000, 2100)
ENOUGH = 90  # days that should always be officially known ahead


@dataclass(frozen=True)
class Cell:
    """One date: `work`, `rest`, `holiday`, `makeup` (a weekend that is worked) or `special` (a name, other hours)."""

    day: date
    kind: str
    name: str
    provisional: bool


@dataclass(frozen=True)
class Month:
    """One month: weeks of seven places, Monday first; an empty place belongs to another month."""

    first: date
    weeks: list[list[Cell | None]]


def year_of(calendar: Calendar, year: int) -> list[Month]:
    """The twelve months of a year."""
    return [
        Month(date(year, month, 1), [[_cell(day, month, calendar) for day in week] for week in _weeks(year, month)])
        for month in range(1, 13)
    ]


def _weeks(year: int, month: int) -> list[list[date]]:
    return Weeks().monthdatescalendar(year, month)


def _cell(day: date, month: int, calendar: Calendar) -> Cell | None:
    if day.month != month:
        return None
    usual, works, name = bool(calendar.week_of(day)[day.weekday()]), calendar.is_working(day), calendar.name_of(day)
    if day not in calendar.days:
        kind = "work" if works else "rest"
    elif works:
        kind = "special" if usual else "makeup"
    else:
        kind = "holiday"
    return Cell(day, kind, name, calendar.is_provisional(day))


def days_known(official_until: date | None, today: date) -> int | None:
    """How many days ahead are settled by an official notice; None where none is needed."""
    return None if official_until is None else (official_until - today).days


def weeks_of(row: WorkCalendar) -> list[tuple[Season | None, list[str]]]:
    """The usual week and that of each season, seven texts each; none for what is always open."""
    if row.always_open:
        return []
    calendar = pure_calendar(row.pk)
    weeks: list[tuple[Season | None, Week]] = [(None, calendar.weekly)]
    weeks += [(season, season.weekly) for season in calendar.seasons]
    return [(season, [hours_text(shifts) for shifts in week]) for season, week in weeks]
