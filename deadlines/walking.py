"""Walking through opening hours: from a moment on, until so much of a limit has passed. Hall time, naive throughout."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from deadlines.hours import Calendar
from deadlines.limits import Limit
from servicedesk.lib.refusals import Refusal

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


def same_time(local: datetime, limit: Limit, calendar: Calendar) -> datetime:
    """The start's time of day on the n-th working day after it, moved back into opening hours or on to the opening."""
    day, left = local.date(), limit.amount
    while left:
        day = next_working(day, calendar)
        left -= 1
    target = midnight(day) + (local - midnight(local.date()))
    first, *_later = calendar.shifts_on(day)
    reached = midnight(day) + timedelta(minutes=first.opens)
    for shift in calendar.shifts_on(day):
        if midnight(day) + timedelta(minutes=shift.opens) <= target:
            reached = min(target, midnight(day) + timedelta(minutes=shift.closes))
    return reached


def next_working(day: date, calendar: Calendar) -> date:
    for ahead in range(1, FURTHEST + 1):
        if calendar.is_working(day + ahead * DAY):
            return day + ahead * DAY
    raise NoWorkingTime(calendar, day)


def is_opening(local: datetime, calendar: Calendar) -> bool:
    day = local.date()
    return any(midnight(day) + timedelta(minutes=shift.opens) == local for shift in calendar.shifts_on(day))


def advance(
    begin: datetime, rest: timedelta, limit: Limit, calendar: Calendar, *, to_opening: bool = False
) -> datetime:
    """Let `rest` of opening hours or working days pass from `begin`.

    Used up exactly where the hall closes, it ends there; with `to_opening` at the next opening.
    """
    if rest <= ZERO:
        return begin
    day = begin.date()
    while True:
        left = open_between(day, begin, midnight(day + DAY), calendar)
        room = weight(left, day, limit, calendar)
        if left and _fits(rest, room, to_opening=to_opening):
            need = _open_needed(rest, day, limit, calendar)
            return _inside(day, begin, need, calendar, to_opening=to_opening)
        rest = rest - room if rest > room + SLACK else ZERO
        day = next_working(day, calendar)


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


def open_between(day: date, begin: datetime, end: datetime, calendar: Calendar) -> timedelta:
    return sum((closes - opens for opens, closes in open_spans(day, begin, end, calendar)), ZERO)


def weight(open_time: timedelta, day: date, limit: Limit, calendar: Calendar) -> timedelta:
    """Open time of a day on the limit's clock: itself in hours, its share of that working day in days."""
    if limit.unit == "wh" or not open_time:
        return open_time
    return (DAY // TICK) * (open_time // TICK) // (calendar.open_time(day) // TICK) * TICK


def _open_needed(rest: timedelta, day: date, limit: Limit, calendar: Calendar) -> timedelta:
    """The inverse of `_weight`, rounded up."""
    if limit.unit == "wh":
        return rest
    return -(-(rest // TICK) * (calendar.open_time(day) // TICK) // (DAY // TICK)) * TICK
