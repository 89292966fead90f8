"""Counting time against a limit: pure arithmetic on aware datetimes, no table, no clock of its own.

Elapsed limits follow the wall clock of the hall (Asia/Shanghai, which keeps no summer time). Working limits count
opening hours (`wh`) or working days (`wd`):

- `wd` counts from the working day after the day of the start, whatever the hour and whether or not that day is a
  working day: Friday 09:00, Saturday and Sunday all have Monday as day 1. It is due at closing time of the n-th.
- In `wd` each working day weighs one day however long it is open, so a pause of whole days moves the end by whole days.
- A limit used up exactly at a break or at closing ends there, not at the next opening.

A pause is arithmetic too. `used` is the sum of `counted` over the spans in which the clock ran, and after a resumption

    due = add(resumed_at, remaining(start, used, limit, calendar), limit, calendar, started=start)
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from deadlines.hours import Calendar
from deadlines.limits import ELAPSED, Limit
from servicedesk.lib.refusals import Refusal

__all__ = ["Calendar", "NoWorkingTime", "add", "counted", "due", "remaining", "warn_at", "whole"]

FURTHEST = 400  # days without an opening before we say that there is none
DAY = timedelta(days=1)
ZERO = timedelta()
TICK = timedelta(microseconds=1)
# Each pause may round a working day's share by a microsecond; a thousand pauses still end at closing time.
SLACK = timedelta(milliseconds=1)


class NoWorkingTime(Refusal):
    """The calendar has no open day within reach, so the limit would never end."""

    code = "no_working_time"

    def __init__(self, calendar: Calendar, day: date) -> None:
        super().__init__(calendar, day)
        self.calendar, self.day = calendar, day

    def sentence(self) -> str:
        return _("The calendar “%(code)s” has no open day within 400 days of %(day)s. Give it opening hours first.") % {
            "code": self.calendar.code,
            "day": self.day.isoformat(),
        }


def due(start: datetime, limit: Limit, calendar: Calendar) -> datetime:
    """The moment at which a limit that starts at `start` is used up, in hall time."""
    local = hall_time(start, calendar)
    limit = limit.settled(local)
    if limit.clock_time is not None:
        end = max(local, midnight(local.date() + limit.amount * DAY) + timedelta(minutes=limit.clock_time))
    elif not limit.is_working:
        end = local + limit.amount * ELAPSED[limit.unit]
    elif limit.same_time:
        end = _same_time(local, limit, calendar)
    else:
        end = _advance(counting_from(local, limit), _length(limit), limit, calendar)
    return at_hall(end, calendar)


def whole(start: datetime, limit: Limit, calendar: Calendar, percent: int = 100) -> timedelta:
    """The limit, or for a warning `percent` of it, as a length on its own clock: what `counted` reaches at the end."""
    local = hall_time(start, calendar)
    limit = limit.settled(local)
    if limit.is_working and not limit.same_time:
        return _length(limit) * percent // 100
    return counted(start, due(start, limit, calendar), limit, calendar) * percent // 100


def warn_at(start: datetime, limit: Limit, calendar: Calendar, percent: int) -> datetime:
    """The moment at which `percent` of a limit that starts at `start` is used up, on the limit's own clock."""
    return add(start, whole(start, limit, calendar, percent), limit, calendar)


def counted(
    start: datetime, end: datetime, limit: Limit, calendar: Calendar, *, started: datetime | None = None
) -> timedelta:
    """How much of the limit the span from `start` to `end` uses up, on the limit's own clock.

    `started` is the start of the clock itself, where the span is a later one, after a pause.
    """
    first = hall_time(started or start, calendar)
    limit = limit.settled(first)
    begin = max(hall_time(start, calendar), counting_from(first, limit))
    finish = hall_time(end, calendar)
    if not limit.is_working:
        return max(ZERO, finish - begin)
    used, day = ZERO, begin.date()
    while day <= finish.date():
        used += _weight(_open_between(day, begin, finish, calendar), day, limit, calendar)
        day += DAY
    return used


def remaining(start: datetime, used: timedelta, limit: Limit, calendar: Calendar, percent: int = 100) -> timedelta:
    """What is left of a limit (or of `percent` of it) of which `used` has been counted."""
    return max(ZERO, whole(start, limit, calendar, percent) - used)


def add(
    now: datetime, rest: timedelta, limit: Limit, calendar: Calendar, *, started: datetime | None = None
) -> datetime:
    """The moment at which `rest` of the limit is used up when its clock runs (again) from `now`."""
    first = hall_time(started or now, calendar)
    limit = limit.settled(first)
    begin = max(hall_time(now, calendar), counting_from(first, limit))
    if rest <= ZERO:
        return at_hall(hall_time(now, calendar), calendar)
    if not limit.is_working:
        return at_hall(begin + rest, calendar)
    # Started at the very opening, the same time of day is an opening too, and stays one after a pause.
    to_opening = limit.same_time and _is_opening(_same_time(first, limit, calendar), calendar)
    return at_hall(_advance(begin, rest, limit, calendar, to_opening=to_opening), calendar)


def hall_time(moment: datetime, calendar: Calendar) -> datetime:
    """An aware moment as the naive wall-clock time of the hall."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone cannot be counted")
    return moment.astimezone(ZoneInfo(calendar.zone)).replace(tzinfo=None)


def at_hall(local: datetime, calendar: Calendar) -> datetime:
    """The naive wall-clock time of the hall as an aware moment."""
    return local.replace(tzinfo=ZoneInfo(calendar.zone))


def midnight(day: date) -> datetime:
    """The first moment of a day, in hall time."""
    return datetime.combine(day, time.min)


def counting_from(local: datetime, limit: Limit) -> datetime:
    """When a limit begins to count: working days at the end of the day of the start, all others at once."""
    return midnight(local.date() + DAY) if limit.unit == "wd" and not limit.same_time else local


def _length(limit: Limit) -> timedelta:
    return limit.amount * (DAY if limit.unit == "wd" else timedelta(hours=1))


def _same_time(local: datetime, limit: Limit, calendar: Calendar) -> datetime:
    """The start's time of day on the n-th working day after it, moved back into opening hours or on to the opening."""
    day, left = local.date(), limit.amount
    while left:
        day = _next_working(day, calendar)
        left -= 1
    target = midnight(day) + (local - midnight(local.date()))
    first, *_later = calendar.shifts_on(day)
    reached = midnight(day) + timedelta(minutes=first.opens)
    for shift in calendar.shifts_on(day):
        if midnight(day) + timedelta(minutes=shift.opens) <= target:
            reached = min(target, midnight(day) + timedelta(minutes=shift.closes))
    return reached


def _next_working(day: date, calendar: Calendar) -> date:
    for ahead in range(1, FURTHEST + 1):
        if calendar.is_working(day + ahead * DAY):
            return day + ahead * DAY
    raise NoWorkingTime(calendar, day)


def _is_opening(local: datetime, calendar: Calendar) -> bool:
    day = local.date()
    return any(midnight(day) + timedelta(minutes=shift.opens) == local for shift in calendar.shifts_on(day))


def _advance(
    begin: datetime, rest: timedelta, limit: Limit, calendar: Calendar, *, to_opening: bool = False
) -> datetime:
    """Let `rest` of opening hours or working days pass from `begin`.

    Used up exactly where the hall closes, it ends there; with `to_opening` at the next opening.
    """
    if rest <= ZERO:
        return begin
    day = begin.date()
    while True:
        left = _open_between(day, begin, midnight(day + DAY), calendar)
        weight = _weight(left, day, limit, calendar)
        if left and _fits(rest, weight, to_opening=to_opening):
            need = _open_needed(rest, day, limit, calendar)
            return _inside(day, begin, need, calendar, to_opening=to_opening)
        rest = rest - weight if rest > weight + SLACK else ZERO
        day = _next_working(day, calendar)


def _fits(rest: timedelta, room: timedelta, *, to_opening: bool) -> bool:
    """Whether `rest` ends within `room`; filling it exactly counts as within, unless it is to end at the next opening."""
    return rest < room - SLACK if to_opening else rest <= room + SLACK


def _inside(day: date, begin: datetime, need: timedelta, calendar: Calendar, *, to_opening: bool) -> datetime:
    """The moment of that day at which `need` of open time since `begin` is used up; closing time if it falls short."""
    reached = begin
    for opens, closes in open_spans(day, begin, midnight(day + DAY), calendar):
        reached = min(closes, opens + need)
        if _fits(need, closes - opens, to_opening=to_opening):
            break
        need = max(ZERO, need - (closes - opens))
    return reached


def open_spans(day: date, begin: datetime, end: datetime, calendar: Calendar) -> list[tuple[datetime, datetime]]:
    """The open spans of a day that lie between two moments of hall time."""
    base = midnight(day)
    spans = [
        (max(begin, base + timedelta(minutes=shift.opens)), min(end, base + timedelta(minutes=shift.closes)))
        for shift in calendar.shifts_on(day)
    ]
    return [(opens, closes) for opens, closes in spans if opens < closes]


def _open_between(day: date, begin: datetime, end: datetime, calendar: Calendar) -> timedelta:
    return sum((closes - opens for opens, closes in open_spans(day, begin, end, calendar)), ZERO)


def _weight(open_time: timedelta, day: date, limit: Limit, calendar: Calendar) -> timedelta:
    """Open time of a day on the limit's clock: itself in hours, its share of that working day in days."""
    if limit.unit == "wh" or not open_time:
        return open_time
    return (DAY // TICK) * (open_time // TICK) // (calendar.open_time(day) // TICK) * TICK


def _open_needed(rest: timedelta, day: date, limit: Limit, calendar: Calendar) -> timedelta:
    """The inverse of `_weight`, rounded up."""
    if limit.unit == "wh":
        return rest
    return -(-(rest // TICK) * (calendar.open_time(day) // TICK) // (DAY // TICK)) * TICK
