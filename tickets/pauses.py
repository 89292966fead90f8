"""暂停 as people see it: since when, why, until when, who may end it; and what would be so if it did not count."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from deadlines.calendar import due
from deadlines.limits import parse_limit
from deadlines.models import PauseReason
from tickets.actions.plans import paused_clocks
from tickets.actions.telling import not_barred, with_role
from tickets.lifecycle import MILESTONES
from tickets.models import Clock, Ticket

MOST_NAMED = 3
WORDS: dict[str, Lazy] = {
    "running": _("running"),
    "overdue": _("overdue"),
    "kept": _("kept in time"),
    "missed": _("missed"),
}


@dataclass(frozen=True)
class Pause:
    """The pause in which a case stands. It ends by itself at `until`: the review, or the ceiling if that is nearer."""

    since: datetime
    until: datetime
    why: str
    proof: str
    by: str
    steps: list[object]
    leaders: list[str]
    is_ceiling: bool


def pause_of(ticket: Ticket) -> Pause | None:
    """The pause of a case that stands still now; None for any other."""
    if ticket.suspended_at is None or ticket.resumes_at is None:
        return None
    event = ticket.timeline.filter(what="suspend").select_related("by").order_by("-seq").first()
    facts = event.facts if event else {}
    review_at = parse_datetime(str(facts.get("review_at", "")))
    return Pause(
        since=ticket.suspended_at,
        until=ticket.resumes_at,
        why=str(dict(PauseReason.choices).get(facts.get("why", ""), "")),
        proof=str(facts.get("text", "")),
        by=event.by.name if event and event.by else "",
        steps=[MILESTONES.get(clock.name, clock.name) for clock in paused_clocks(ticket)],
        leaders=_named(not_barred(ticket, with_role(Role.SUPERVISOR, ticket.unit))),
        is_ceiling=review_at is not None and ticket.resumes_at < review_at,
    )


def _named(people: Iterable[User]) -> list[str]:
    return sorted(user.name for user in people)[:MOST_NAMED]


@dataclass(frozen=True)
class Unpaused:
    """How a run would stand if no pause counted."""

    due_at: datetime
    state: str
    is_same: bool

    @property
    def word(self) -> Lazy:
        return WORDS[self.state]


def unpaused(clock: Clock, *, at: datetime) -> Unpaused:
    """The second verdict of a run: by the same limit and calendar from its true start, no pause left out."""
    due_at = due(clock.origin, parse_limit(clock.limit), clock.work_calendar) if clock.cause else clock.due_at
    # While it stands still the run has not ended, though its generation has.
    if clock.stopped_at is not None:
        state = "kept" if clock.stopped_at <= due_at else "missed"
    else:
        state = "overdue" if due_at <= at else "running"
    return Unpaused(due_at, state, is_same=due_at == clock.due_at)
