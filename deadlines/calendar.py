"""Counting time against a limit: pure arithmetic on aware datetimes, no table, no clock of its own.

Elapsed limits follow the wall clock of the hall (Asia/Shanghai, which keeps no summer time). Working limits count
opening hours (`wh`) or working days (`wd`):

- `wd` counts from the working day after the day of the start, whatever the hour and whether or not that day is a
  working day: Friday 09:00, Saturday and Sunday all have Monday as day 1. It is due at closing time of the n-th.
- In `wd` each working day weighs one day however long it is open, so a pause of whole days moves the end by whole days.
- A limit used up exactly at a break or at closing ends there, not at the next opening.
- A limit that would be due in its forbidden hours is due at their end; used up exactly at their beginning it stays.
- An appointment is due at the end of its window, wherever the clock began.

A pause is arithmetic too. `used` is the sum of `counted` over the spans in which the clock ran, and after a resumption

    due = add(resumed_at, remaining(start, used, limit, calendar), limit, calendar, started=start)
"""

from datetime import datetime, timedelta

from deadlines.hours import Calendar
from deadlines.limits import ELAPSED, NEXT_DAY, NEXT_OPEN, Limit
from deadlines.walking import (
    DAY,
    ZERO,
    NoWorkingTime,
    advance,
    at_hall,
    hall_time,
    is_opening,
    midnight,
    next_working,
    open_between,
    same_time,
    weight,
)

__all__ = [
    "ZERO",
    "Calendar",
    "NoWorkingTime",
    "add",
    "counted",
    "due",
    "earliest",
    "remaining",
    "used_up",
    "warn_at",
    "whole",
]


def due(start: datetime, limit: Limit, calendar: Calendar) -> datetime:
    """The moment at which a limit that starts at `start` is due, in hall time."""
    end = hall_time(used_up(start, limit, calendar), calendar)
    return at_hall(allowed(end, limit.settled(hall_time(start, calendar))), calendar)


def used_up(start: datetime, limit: Limit, calendar: Calendar) -> datetime:
    """The moment at which the limit itself is used up, in hall time, whether or not it may be due then."""
    local = hall_time(start, calendar)
    limit = limit.settled(local)
    if limit.window:
        end = max(local, (limit.agreed or local) + limit.amount * ELAPSED[limit.unit])
    elif limit.clock_time is not None:
        end = max(local, midnight(local.date() + limit.amount * DAY) + timedelta(minutes=limit.clock_time))
    elif not limit.is_working:
        end = counting_from(local, limit, calendar) + limit.amount * ELAPSED[limit.unit]
    elif limit.same_time:
        end = same_time(local, limit, calendar)
    else:
        end = advance(counting_from(local, limit, calendar), _length(limit), limit, calendar)
    return at_hall(end, calendar)


def allowed(local: datetime, limit: Limit) -> datetime:
    """That moment of hall time, or the end of the forbidden hours into which it falls."""
    if limit.forbidden is None:
        return local
    begins, ends = (timedelta(minutes=minute) for minute in limit.forbidden)
    ends += DAY if ends <= begins else ZERO
    for day in (midnight(local.date() - DAY), midnight(local.date())):
        if day + begins < local < day + ends:
            return day + ends
    return local


def earliest(start: datetime, limit: Limit, calendar: Calendar) -> datetime | None:
    """Before which moment an appointment is too early; None for a limit that is none."""
    if not limit.window:
        return None
    return at_hall((limit.agreed or hall_time(start, calendar)) - limit.amount * ELAPSED[limit.unit], calendar)


def whole(start: datetime, limit: Limit, calendar: Calendar, percent: int = 100) -> timedelta:
    """The limit, or for a warning `percent` of it, as a length on its own clock: what `counted` reaches at the end."""
    local = hall_time(start, calendar)
    limit = limit.settled(local)
    if limit.is_working and not limit.same_time:
        return _length(limit) * percent // 100
    return counted(start, used_up(start, limit, calendar), limit, calendar) * percent // 100


def warn_at(start: datetime, limit: Limit, calendar: Calendar, percent: int) -> datetime:
    """The moment at which `percent` of a limit that starts at `start` is used up, on the limit's own clock."""
    return add(start, whole(start, limit, calendar, percent), limit, calendar, is_end=False)


def counted(
    start: datetime, end: datetime, limit: Limit, calendar: Calendar, *, started: datetime | None = None
) -> timedelta:
    """How much of the limit the span from `start` to `end` uses up, on the limit's own clock.

    `started` is the start of the clock itself, where the span is a later one, after a pause.
    """
    first = hall_time(started or start, calendar)
    limit = limit.settled(first)
    begin = max(hall_time(start, calendar), counting_from(first, limit, calendar))
    finish = hall_time(end, calendar)
    if not limit.is_working:
        return max(ZERO, finish - begin)
    used, day = ZERO, begin.date()
    while day <= finish.date():
        used += weight(open_between(day, begin, finish, calendar), day, limit, calendar)
        day += DAY
    return used


def remaining(start: datetime, used: timedelta, limit: Limit, calendar: Calendar, percent: int = 100) -> timedelta:
    """What is left of a limit (or of `percent` of it) of which `used` has been counted."""
    return max(ZERO, whole(start, limit, calendar, percent) - used)


def add(
    now: datetime,
    rest: timedelta,
    limit: Limit,
    calendar: Calendar,
    *,
    started: datetime | None = None,
    is_end: bool = True,
) -> datetime:
    """The moment at which `rest` of the limit is used up when its clock runs (again) from `now`.

    As the end of the limit it stays out of forbidden hours; a warning may come in them.
    """
    first = hall_time(started or now, calendar)
    limit = limit.settled(first)
    end = _used_up_again(hall_time(now, calendar), rest, first, limit, calendar)
    return at_hall(allowed(end, limit) if is_end else end, calendar)


def _used_up_again(now: datetime, rest: timedelta, first: datetime, limit: Limit, calendar: Calendar) -> datetime:
    if rest <= ZERO:
        return now
    begin = max(now, counting_from(first, limit, calendar))
    if not limit.is_working:
        return begin + rest
    # Started at the very opening, the same time of day is an opening too, and stays one after a pause.
    to_opening = limit.same_time and is_opening(same_time(first, limit, calendar), calendar)
    return advance(begin, rest, limit, calendar, to_opening=to_opening)


def counting_from(local: datetime, limit: Limit, calendar: Calendar) -> datetime:
    """When a limit begins to count: at once, at the end of the day of the start, or at the next day's opening."""
    if limit.begins == NEXT_OPEN:
        day = next_working(local.date(), calendar)
        return midnight(day) + timedelta(minutes=calendar.shifts_on(day)[0].opens)
    is_next_day = limit.begins == NEXT_DAY or (limit.unit == "wd" and not limit.same_time)
    return midnight(local.date() + DAY) if is_next_day else local


def _length(limit: Limit) -> timedelta:
    return limit.amount * (DAY if limit.unit == "wd" else timedelta(hours=1))
