"""挂起 and 恢复计时: a clock stands still for a stated reason until a moment that is known, and never by itself for longer."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from deadlines.calendar import ZERO, add, counted, remaining
from deadlines.models import PromisePause
from deadlines.models.pauses import PauseReason, may_ever_pause
from servicedesk.lib.refusals import Invalid, Refusal
from tickets.actions.arming import end
from tickets.actions.desk import required
from tickets.actions.plans import paused_clocks, set_pause, spent, wake
from tickets.actions.spine import database_time, step
from tickets.actions.waking import wake_up
from tickets.models import Clock, ClockSpan, Ticket
from tickets.refusals import CannotPause, NothingPaused

log = logging.getLogger(__name__)
BATCH = 200


@transaction.atomic
def suspend(
    ticket: Ticket,
    *,
    why: str,
    proof: str,
    review_at: datetime,
    by: User,
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """Let the clocks that may pause for this reason stand still until `review_at`, or until their ceiling if that is nearer.

    `why` is a PauseReason, `proof` what shows it. A clock that is late already runs on: pausing undoes no breach.
    Raises CannotPause where no clock of the case may stand still.
    """
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    at = at or database_time()
    if why not in PauseReason.values:
        raise Invalid(_("Choose the reason from the list."), fields={"why": why})
    proof = required(proof, "proof")
    if review_at <= at:
        raise Invalid(_("The review lies in the future."), fields={"review_at": review_at.isoformat()})
    ends = {} if ticket.suspended_at else pausable(ticket, why=why, by=by, at=at)
    if not ends:
        raise CannotPause(ticket)
    until = min(review_at, *ends.values())
    facts: dict[str, object] = {
        "why": why,
        "text": proof,
        "review_at": review_at.isoformat(),
        "until": until.isoformat(),
    }
    facts["clocks"] = {clock.name: spent(clock, at=at).total_seconds() for clock in ends}
    ticket = step(ticket, "suspend", by=by, at=at, facts=facts, suspended_at=at, resumes_at=until, **more)
    _stand_still(list(ends), why=why, until=until, at=at)
    return ticket


def _stand_still(clocks: list[Clock], *, why: str, until: datetime, at: datetime) -> None:
    places = {
        span.clock_id: span
        for span in ClockSpan.objects.filter(clock__in=[one.pk for one in clocks], to_at__isnull=True)
    }
    end(clocks, at=at)
    ClockSpan.objects.bulk_create(
        ClockSpan(
            org_id=clock.org_id,
            clock=clock,
            state=ClockSpan.State.PAUSED,
            from_at=at,
            until=until,
            reason=why,
            owner_id=places[clock.pk].owner_id,
            unit_id=places[clock.pk].unit_id,
        )
        for clock in clocks
    )


def pausable(ticket: Ticket, *, why: str, by: User | None, at: datetime) -> dict[Clock, datetime]:
    """The running clocks that may stand still for this reason, each with the moment at which its ceiling is reached."""
    found = {}
    for clock in Clock.objects.running().filter(ticket=ticket, due_at__gt=at).select_related("promise"):
        line = rule_for(clock, kind=ticket.kind)
        if line is None or why not in line.reasons or not _trusted(ticket, line, by):
            continue
        until = _ceiling(clock, line, at=at)
        if until > at:
            found[clock] = until
    return found


def rule_for(clock: Clock, *, kind: str) -> PromisePause | None:
    """What the data say of this clock's pauses; None where it may never stand still."""
    if not may_ever_pause(kind=kind, milestone=clock.name, binding=clock.binding):
        return None
    lines = PromisePause.objects.for_clock(org=clock.org_id, kind=kind, milestone=clock.name, code=clock.promise.code)
    return lines.first()


def _trusted(ticket: Ticket, line: PromisePause, by: User | None) -> bool:
    if by is None or not line.roles:
        return True
    places = (ticket.unit_id, ticket.crew_id, ticket.queue_id)
    return any(by.reach.get(place, frozenset()) & set(line.roles) for place in places if place)


def _ceiling(clock: Clock, line: PromisePause, *, at: datetime) -> datetime:
    """When all the pauses of this run together reach what is allowed."""
    limit, calendar = line.most, clock.work_calendar
    pauses = ClockSpan.objects.filter(
        clock__ticket=clock.ticket_id,
        clock__name=clock.name,
        clock__origin_at=clock.origin,
        state=ClockSpan.State.PAUSED,
    )
    before = [counted(begun, over or at, limit, calendar) for begun, over in pauses.values_list("from_at", "to_at")]
    rest = remaining(at, sum(before, ZERO), limit, calendar)
    return add(at, rest, limit, calendar) if rest > timedelta() else at


@transaction.atomic
def resume(ticket: Ticket, *, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Let the clocks go on with the time they had left. One that the tick has woken before is not woken again."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    at = at or database_time()
    if ticket.suspended_at is None:
        raise NothingPaused(ticket)
    if ticket.resumes_at is not None and ticket.resumes_at <= at:
        wake_up(ticket)
        return ticket
    paused = paused_clocks(ticket)
    ticket = step(ticket, "resume", by=by, at=at, suspended_at=None, resumes_at=None, **more)
    wake(ticket, paused, at=at)
    set_pause(ticket, None, None)
    return ticket


def wake_due(*, at: datetime) -> int:
    """Let every case go on whose pause is over; what another worker holds is its affair. A bad one stops no other."""
    due = Ticket.objects.filter(resumes_at__lte=at).order_by("resumes_at").values_list("pk", flat=True)
    woken = 0
    for pk in due[:BATCH]:
        try:
            with transaction.atomic():
                rows = Ticket.objects.select_for_update(skip_locked=True).filter(pk=pk, resumes_at__lte=at)
                for ticket in rows:
                    wake_up(ticket)
                    woken += 1
        except (DatabaseError, Refusal) as error:
            log.error("case %s could not go on: %s", pk, str(error).splitlines()[:1])
    return woken
