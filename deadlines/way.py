"""The way to the due time as people read it: a day a line, closed days in a row as one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from deadlines.hours import Calendar
from deadlines.limits import Limit
from deadlines.walking import DAY, ZERO, at_hall, hall_time, midnight
from deadlines.why import Interval

# Told in one piece whatever the length: these do not follow the days of the hall.
WHOLE = ("clock", "paused", "forbidden", "next_start")
MOST_LINES = 400


@dataclass(frozen=True)
class Line:
    """One line of the way. `spans` are the stretches of the day that count; `note` is a code of `why.NOTES`."""

    begin: datetime
    end: datetime
    note: str
    counted: timedelta = ZERO
    spans: tuple[Interval, ...] = ()
    names: tuple[str, ...] = ()
    provisional: bool = False

    @property
    def tone(self) -> str:
        """How the line is drawn: counted, paused or not counted."""
        return "on" if self.counted else "hold" if self.note == "paused" else "off"

    @property
    def icon(self) -> str:
        return {"on": "clock", "hold": "pause"}.get(self.tone, "ring")

    @property
    def is_day(self) -> bool:
        """Whether the line is a day (or several), not a stretch from one moment to another."""
        return self.note not in WHOLE

    @property
    def when(self) -> str:
        """`2 月 13 日 周五`, `2 月 15 日 周日 – 2 月 23 日 周一`, `2 月 14 日 23:40 – 2 月 15 日 00:25`."""
        form = "D" if self.is_day else "H:i"
        last = self.end - timedelta(microseconds=1) if self.is_day else self.end
        begun, ended = _day_and(self.begin, form), _day_and(last, form)
        if self.is_day or self.begin.date() != last.date():
            return begun if begun == ended else f"{begun} – {ended}"
        return f"{begun} – {date_format(last, form)}"

    @property
    def length(self) -> str:
        """What counts of the line, in words."""
        return length_words(self.counted) if self.counted else ""

    def sentence(self) -> str:
        """Say in the reader's language what the line was."""
        return Interval(self.begin, self.end, self.counted, self.note, self.names, self.provisional).sentence()


def _day_and(local: datetime, form: str) -> str:
    return f"{date_format(local, pgettext('date in this year', 'j M'))} {date_format(local, form)}"


def by_day(intervals: Iterable[Interval], calendar: Calendar) -> list[Line]:
    """The intervals in order, a day a line; neighbouring closed days of one name share a line."""
    lines: list[Line] = []
    for day, pieces in groupby(_pieces(intervals, calendar), key=itemgetter(0)):
        for line in _lines(day, [piece for _day, piece in pieces], calendar):
            if lines and _goes_on(lines[-1], line):
                lines[-1] = replace(lines[-1], end=line.end)
            else:
                lines.append(line)
    return lines


def _pieces(intervals: Iterable[Interval], calendar: Calendar) -> Iterator[tuple[date | None, Interval]]:
    """Each interval cut at midnight; what is told in one piece has no day."""
    for interval in intervals:
        if interval.note in WHOLE:
            yield None, interval
            continue
        begin, end = hall_time(interval.begin, calendar), hall_time(interval.end, calendar)
        while begin < end:
            until = min(end, midnight(begin.date() + DAY))
            piece = interval._replace(begin=at_hall(begin, calendar), end=at_hall(until, calendar))
            yield begin.date(), piece
            begin = until


def _lines(day: date | None, pieces: list[Interval], calendar: Calendar) -> Iterator[Line]:
    if day is None:
        for piece in pieces:
            yield Line(piece.begin, piece.end, piece.note, piece.counted, (), piece.names, piece.provisional)
        return
    spans = tuple(piece for piece in pieces if piece.counted)
    notes = {piece.note for piece in pieces}
    yield Line(
        pieces[0].begin,
        pieces[-1].end,
        "open" if spans else "start_day" if "start_day" in notes else "closed",
        sum((piece.end - piece.begin for piece in spans), ZERO),
        spans,
        tuple(filter(None, [calendar.name_of(day)])),
        calendar.is_provisional(day),
    )


def _goes_on(before: Line, line: Line) -> bool:
    same = (before.note, before.names, before.provisional) == (line.note, line.names, line.provisional)
    return same and line.note == "closed" and before.end == line.begin


def length_words(length: timedelta) -> str:
    """A length in hours and minutes: `3 h 30 min`, `45 min`; under a minute in seconds."""
    seconds = round(length.total_seconds())
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if seconds < 60:
        return _("%(seconds)d s") % {"seconds": seconds}
    if not hours:
        return _("%(minutes)d min") % {"minutes": minutes}
    return _("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": minutes}


def spent_words(length: timedelta, limit: Limit) -> str:
    """What has been used of a limit, in the limit's own measure: working days for `wd`, time for all others."""
    if limit.unit != "wd":
        return length_words(length)
    days = round(length / DAY, 2)
    return ngettext("%(days)s working day", "%(days)s working days", int(days) if days == 1 else 2) % {
        "days": f"{days:g}"
    }
