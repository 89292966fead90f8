"""What a change of category, area or level would do to the times of a case, seen before it is saved."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from deadlines.limits import parse_limit
from deadlines.saying import describe
from tickets.actions.replanning import reclassify
from tickets.lifecycle import MILESTONES, clocks_of
from tickets.milestones import pledged_limits
from tickets.models import Clock, Ticket


@dataclass(frozen=True)
class Times:
    """One step: its limit, and when it is due if its clock runs already."""

    limit: str = ""
    due_at: datetime | None = None

    @property
    def words(self) -> str:
        return describe(parse_limit(self.limit)) if self.limit else ""


@dataclass(frozen=True)
class Moved:
    """One step before the change and after it."""

    name: str
    before: Times
    after: Times
    is_late: bool

    @property
    def label(self) -> object:
        return MILESTONES.get(self.name, self.name)

    @property
    def is_same(self) -> bool:
        return self.before == self.after


def foresee(ticket: Ticket, *, by: User, at: datetime, **change: Any) -> list[Moved]:
    """Make the change, look at the times, and take it all back: the preview cannot differ from what saving does."""
    before = _times(ticket)
    with transaction.atomic():
        after = _times(reclassify(ticket, by=by, **change))
        transaction.set_rollback(True)
    steps = [rule.name for rule in clocks_of(ticket.way)]
    names = sorted(before.keys() | after.keys(), key=lambda name: (steps.index(name.partition(".")[0]), name))
    return [_moved(name, before.get(name, Times()), after.get(name, Times()), at=at) for name in names]


def _moved(name: str, before: Times, after: Times, *, at: datetime) -> Moved:
    return Moved(name, before, after, is_late=after.due_at is not None and after.due_at <= at)


def _times(ticket: Ticket) -> dict[str, Times]:
    """The steps that run, with their due times, and those that are promised and still to come."""
    steps = {rule.name for rule in clocks_of(ticket.way)}
    done = set(Clock.objects.filter(ticket=ticket, stopped_at__isnull=False).values_list("name", flat=True))
    coming = {
        name: Times(limit)
        for name, limit in pledged_limits(ticket).items()
        if name.partition(".")[0] in steps and name not in done and name.count(".") <= name.count(".floor")
    }
    running = Clock.objects.running().filter(ticket=ticket)
    return coming | {one.name: Times(one.limit, one.due_at) for one in running if one.name.partition(".")[0] in steps}
