"""Trying a limit before it is promised: when it would be due, when it would warn, and the way there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.utils.translation import ngettext

from deadlines.calendar import due, earliest, warn_at
from deadlines.hours import Calendar
from deadlines.limits import Limit
from deadlines.saying import describe
from deadlines.stages import Stage, moments
from deadlines.way import MOST_LINES, Line, by_day, length_words
from deadlines.why import Interval, explain


@dataclass(frozen=True)
class Trial:
    """One limit tried from one start."""

    name: str
    limit: Limit
    calendar: Calendar
    start: datetime
    due_at: datetime
    stages: tuple[tuple[Stage, datetime], ...]
    intervals: tuple[Interval, ...]

    @property
    def limit_words(self) -> str:
        return describe(self.limit)

    @property
    def not_before(self) -> datetime | None:
        """Before when an appointment is too early."""
        return earliest(self.start, self.limit, self.calendar)

    @property
    def is_provisional(self) -> bool:
        """Whether the answer rests on days whose official notice is not known yet."""
        return any(interval.provisional for interval in self.intervals)

    @property
    def lines(self) -> list[Line]:
        return by_day(self.intervals, self.calendar)[:MOST_LINES]


def attempt(start: datetime, limit: Limit, calendar: Calendar, stages: Iterable[Stage], name: str = "") -> Trial:
    """Try `limit` from `start`, with the stages that it would have."""
    due_at, percent_at = due(start, limit, calendar), partial(warn_at, start, limit, calendar)
    timed = moments(stages, begun=start, due_at=due_at, percent_at=percent_at)
    return Trial(name, limit, calendar, start, due_at, tuple(timed), tuple(explain(start, limit, calendar)))


@dataclass(frozen=True)
class Difference:
    """Two trials side by side: which is due later, and by how much on the wall clock."""

    first: Trial
    second: Trial

    @property
    def length(self) -> timedelta:
        return abs(self.second.due_at - self.first.due_at)

    @property
    def words(self) -> str:
        """How far apart they are: days and the rest."""
        days, rest = divmod(self.length, timedelta(days=1))
        whole = ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
        return " ".join([whole] * bool(days) + [length_words(rest)] * (bool(rest) or not days))

    @property
    def is_later(self) -> bool:
        return self.second.due_at > self.first.due_at
