"""A dispatch taken back: the case stands where it stood, and its clocks run as if nothing had been."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Unit, User
from tickets.actions.arming import begin, end
from tickets.actions.clocks import rules_of
from tickets.actions.following import followers_of
from tickets.actions.plans import renewed, spent
from tickets.actions.spine import database_time, step
from tickets.models import Clock, ClockSpan, Ticket, TicketEvent
from tickets.refusals import WrongMoment


def standing(ticket: Ticket) -> dict[str, str]:
    """How a case stands before it is given to a crew, for `recall`."""
    whose = {"crew": ticket.crew_id, "queue": ticket.queue_id, "handler": ticket.handler_id}
    return {"status": ticket.status} | {name: str(pk) for name, pk in whose.items() if pk}


@transaction.atomic
def recall(ticket: Ticket, *, seq: int, before: dict[str, str], by: User, at: datetime | None = None) -> Ticket:
    """Take back the dispatch that was event `seq`; whoever goes along comes back as well.

    Raises WrongMoment once a crew has accepted or something else has been done about who has it.
    """
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    since = ticket.timeline.filter(seq__gt=seq, what__in=("accept", "dispatch", "recall", "transfer"))
    if since.exists():
        raise WrongMoment(ticket, "recall")
    at = at or database_time()
    sent = ticket.timeline.get(seq=seq, what="dispatch")
    ticket = _back(ticket, sent, before, by=by, at=at)
    for follower in followers_of(ticket):
        theirs = follower.timeline.filter(what="dispatch").order_by("-seq").first()
        if theirs and theirs.facts.get("with") == ticket.number and theirs.at == sent.at:
            _back(follower, theirs, before | {"status": theirs.from_status}, by=None, at=at)
    return ticket


def _back(ticket: Ticket, sent: TicketEvent, before: dict[str, str], *, by: User | None, at: datetime) -> Ticket:
    given: dict[str, Any] = {
        "crew": Unit.objects.get(pk=before["crew"]) if "crew" in before else None,
        "queue": Unit.objects.get(pk=before["queue"]) if "queue" in before else None,
        "handler": User.objects.get(pk=before["handler"]) if "handler" in before else None,
    }
    facts = {"crew": sent.facts.get("crew", ""), "seq": sent.seq}
    ticket = step(ticket, "recall", by=by, at=at, facts=facts, to=before["status"], **given)
    _run_on(ticket, sent, at=at)
    return ticket


def _run_on(ticket: Ticket, sent: TicketEvent, *, at: datetime) -> None:
    """What the dispatch began ends; what it ended goes on with the time since: the customer has waited."""
    starts = {rule.name for rule in rules_of(ticket) if "dispatch" in rule.starts | rule.resets}
    clocks = list(Clock.objects.filter(ticket=ticket).select_related("promise", "ticket").order_by("generation"))
    latest = {clock.name: clock for clock in clocks}
    end([one for name, one in latest.items() if name in starts and _runs(one) and one.started_at == sent.at], at=at)
    ended = [one for one in clocks if sent.at in (one.stopped_at, one.dropped_at)]
    Clock.objects.filter(pk__in=[one.pk for one in ended], stopped_at=sent.at).update(
        stopped_at=None, dropped_at=sent.at
    )
    place: dict[str, UUID | None] = {"owner_id": None, "unit_id": ticket.queue_id or ticket.unit_id}
    ClockSpan.objects.bulk_create(
        ClockSpan(org_id=one.org_id, clock=one, from_at=sent.at, to_at=max(sent.at, at), **place) for one in ended
    )
    fresh = []
    for one in ended:
        used = spent(one, at=at)
        one.generation = latest[one.name].generation  # the next one follows on what was last
        fresh.append(renewed(one, at=at, cause=Clock.Cause.PART, used=used))
    begin(ticket, fresh)


def _runs(clock: Clock) -> bool:
    return clock.stopped_at is None and clock.dropped_at is None
