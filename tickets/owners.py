"""Whose time was it: the time of each clock by the person and the unit that had the case."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Unit, User
from deadlines.calendar import ZERO, counted
from deadlines.limits import parse_limit
from tickets.models import ClockSpan, Ticket


@dataclass(frozen=True)
class Share:
    """What one person or unit had of one clock: counted on the limit's own clock, and the time it stood still."""

    name: str
    owner: User | None
    unit: Unit | None
    counted: timedelta
    paused: timedelta


def time_per_owner(ticket: Ticket, *, at: datetime) -> list[Share]:
    """The time of every clock of the case by who had it, in the order in which they had it. Reads, never writes."""
    spans = ClockSpan.objects.filter(clock__ticket=ticket).order_by("from_at", "pk")
    used: dict[tuple[str, User | None, Unit | None], list[timedelta]] = defaultdict(lambda: [ZERO, ZERO])
    for span in spans.select_related("clock__promise", "owner", "unit"):
        over = max(span.from_at, span.to_at or at)
        share = used[span.clock.name, span.owner, span.unit]
        if span.state == ClockSpan.State.PAUSED:
            share[1] += over - span.from_at
        else:
            share[0] += _counted(span, over)
    return [Share(*key, *share) for key, share in used.items()]


def _counted(span: ClockSpan, over: datetime) -> timedelta:
    clock = span.clock
    return counted(span.from_at, over, parse_limit(clock.limit), clock.work_calendar, started=clock.origin)
