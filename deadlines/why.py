"""Why is it due then: every stretch of time from the start to the end, counted or not, and what it was."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deadlines.calendar import counting_from, due, used_up
from deadlines.hours import Calendar
from deadlines.limits import Limit
from deadlines.walking import DAY, ZERO, at_hall, hall_time, midnight, open_spans

NOTES = {
    "clock": gettext_lazy("counted by the wall clock"),
    "open": gettext_lazy("opening hours, counted"),
    "start_day": gettext_lazy("the day of the start is not counted"),
    "break": gettext_lazy("break, not counted"),
    "closed": gettext_lazy("closed, not counted"),
    "paused": gettext_lazy("paused, not counted"),
    "next_start": gettext_lazy("not counted yet: the limit begins the next day"),
    "forbidden": gettext_lazy("hours in which the work must not be done: due at their end"),
}


class Interval(NamedTuple):
    """One stretch of hall time. `names` are the special days in it; provisional: not officially announced yet."""

    begin: datetime
    end: datetime
    counted: timedelta
    note: str
    names: tuple[str, ...] = ()
    provisional: bool = False

    def sentence(self) -> str:
        """Say in the reader's language what this stretch was."""
        text = str(NOTES[self.note])
        if self.names:
            text = _("%(note)s (%(names)s)") % {"note": text, "names": "、".join(self.names)}
        if self.provisional:
            text = _("%(note)s; calendar provisional, not officially announced yet") % {"note": text}
        return text

    def as_json(self) -> dict[str, object]:
        """The stretch as the command and the API give it."""
        return {
            "from": self.begin.isoformat(),
            "to": self.end.isoformat(),
            "counted_seconds": round(self.counted.total_seconds()),
            "note": self.sentence(),
        }


def explain(start: datetime, limit: Limit, calendar: Calendar) -> list[Interval]:
    """Tell the whole way from `start` to the due time, without a hole: what was counted, what was not, and why."""
    return stretch(start, due(start, limit, calendar), limit, calendar)


def stretch(
    begin: datetime, end: datetime, limit: Limit, calendar: Calendar, *, started: datetime | None = None
) -> list[Interval]:
    """Tell the way between two moments of a run; `started` is the start of the clock, where a pause lies between."""
    first = hall_time(started or begin, calendar)
    reached, until = hall_time(begin, calendar), hall_time(end, calendar)
    told = _counted(reached, min(until, _free_end(begin, until, limit, calendar, started)), first, limit, calendar)
    if told and told[-1].end < end:
        told.append(_interval(hall_time(told[-1].end, calendar), until, "forbidden", calendar))
    return told


def _free_end(begin: datetime, until: datetime, limit: Limit, calendar: Calendar, started: datetime | None) -> datetime:
    """Where a limit that ran without a pause was used up, if forbidden hours have moved its end; else `until`."""
    is_moved = limit.settled(hall_time(begin, calendar)).forbidden and (started is None or started == begin)
    if not is_moved or due(begin, limit, calendar) != at_hall(until, calendar):
        return until
    return hall_time(used_up(begin, limit, calendar), calendar)


def _counted(reached: datetime, end: datetime, first: datetime, limit: Limit, calendar: Calendar) -> list[Interval]:
    limit = limit.settled(first)
    told, counts = [], min(end, max(reached, counting_from(first, limit, calendar)))
    if counts > reached:
        told.append(_interval(reached, counts, "next_start" if limit.begins else "start_day", calendar))
        reached = counts
    if not limit.is_working:
        return [*told, _interval(reached, end, "clock", calendar)] if end > reached or not told else told
    for opens, closes in _open_between(reached, end, calendar):
        if opens > reached:
            told.append(_interval(reached, opens, _gap_note(reached, opens, calendar), calendar))
        told.append(_interval(opens, closes, "open", calendar))
        reached = closes
    if reached < end:
        told.append(_interval(reached, end, _gap_note(reached, end, calendar), calendar))
    return told


def pause(begin: datetime, end: datetime, reason: str, calendar: Calendar) -> Interval:
    """A stretch in which the clock stood still, and why."""
    told = (reason,) if reason else ()
    begin, end = hall_time(begin, calendar), hall_time(end, calendar)
    return Interval(at_hall(begin, calendar), at_hall(end, calendar), ZERO, "paused", told)


def _open_between(begin: datetime, end: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    day = begin.date()
    while day <= end.date():
        yield from open_spans(day, begin, end, calendar)
        day += DAY


def _gap_note(begin: datetime, end: datetime, calendar: Calendar) -> str:
    """A gap between two shifts of one day is a break; anything longer is closed time."""
    opened = bool(open_spans(begin.date(), midnight(begin.date()), begin, calendar))
    return "break" if opened and begin.date() == end.date() else "closed"


def _interval(begin: datetime, end: datetime, note: str, calendar: Calendar) -> Interval:
    days = list(_days(begin, end))
    names = () if note == "clock" else tuple(dict.fromkeys(filter(None, map(calendar.name_of, days))))
    provisional = note != "clock" and any(map(calendar.is_provisional, days))
    length = end - begin if note in ("clock", "open") else ZERO
    return Interval(at_hall(begin, calendar), at_hall(end, calendar), length, note, names, provisional)


def _days(begin: datetime, end: datetime) -> Iterator[date]:
    day = begin.date()
    while midnight(day) < end or day == begin.date():
        yield day
        day += DAY
