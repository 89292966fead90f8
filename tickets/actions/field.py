"""What dispatchers and crews do to a case: send, accept, set off, arrive, restore, report, send back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from accounts.roles import Role
from servicedesk.lib.refusals import Invalid
from tickets.actions.appointing import too_early
from tickets.actions.desk import required
from tickets.actions.filling import one_cause
from tickets.actions.following import lead, must_lead
from tickets.actions.spine import database_time, step
from tickets.closing_rules import Filled
from tickets.desks import desk_for
from tickets.field_refusals import ArbiterFirst
from tickets.lifecycle import Status
from tickets.models import Ticket
from tickets.refusals import NotYours
from tickets.signals import field_estimated, field_reported, ticket_resolved
from tickets.standing_in import is_deputy


@transaction.atomic
def dispatch(
    ticket: Ticket, *, crew: Unit, by: User | None, at: datetime | None = None, quiet: bool = False, **more: Any
) -> Ticket:
    """Send a crew. Sending another one later leaves the arrival clock running: the customer is still waiting.

    Without `by` a rule sends it. `quiet`: nobody is told yet.
    """
    if crew.kind != Unit.Kind.CREW or crew.org_id != ticket.org_id or not crew.is_active:
        raise NotYours
    must_lead(ticket)
    facts = {"crew": crew.name} | ({} if by else {"by_rule": True})
    given: dict[str, Any] = {"crew": crew, "queue": crew, "handler": None}
    ticket = step(ticket, "dispatch", by=by, at=at, facts=facts, quiet=quiet, **given, **more)
    if ticket.to_arbiter:
        raise ArbiterFirst(ticket)
    return lead(ticket, "dispatch", quiet=quiet, crew=crew.name)


@transaction.atomic
def accept(ticket: Ticket, *, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Take the case on: from here on it has a person. A dispatcher who accepts for a crew leaves it in the crew's queue."""
    on_behalf = ticket.crew_id is not None and Role.CREW not in by.reach.get(ticket.crew_id, frozenset())
    given: dict[str, Any] = {} if on_behalf else {"handler": by, "queue": None}
    return lead(step(ticket, "accept", by=by, at=at, **given, **more), "accept")


@transaction.atomic
def unclaim(ticket: Ticket, *, by: User, reason: str = "", at: datetime | None = None, **more: Any) -> Ticket:
    """Put a case that one has taken on back into the queue it came from, for a colleague to take; others' a dispatcher may.

    Raises NotYours.
    """
    leads = by.may_at("recall", ticket.unit_id, ticket.crew_id)
    if by.pk != ticket.handler_id and not leads and not is_deputy(by, ticket):
        raise NotYours
    queue = ticket.crew or desk_for(ticket.kind, ticket.org_id) or ticket.unit
    given: dict[str, Any] = {"handler": None, "queue": queue}
    ticket = step(ticket, "unclaim", by=by, at=at, reason=reason.strip(), **given, **more)
    return lead(ticket, "unclaim")


@transaction.atomic
def depart(ticket: Ticket, *, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Record that the crew has set off."""
    return lead(step(ticket, "depart", by=by, at=at, **more), "depart")


@transaction.atomic
def arrive(
    ticket: Ticket,
    *,
    by: User,
    at: datetime | None = None,
    place: dict[str, float] | None = None,
    **more: Any,
) -> Ticket:
    """Record that the crew stands at the fault; before the window of an appointment it is written down as too early.

    `place`: latitude, longitude and accuracy in metres, if the phone knows.
    """
    facts = ({"place": place} if place else {}) | too_early(ticket, at=at or database_time())
    return lead(step(ticket, "arrive", by=by, at=at, facts=facts, **more), "arrive")


@transaction.atomic
def restore(ticket: Ticket, *, by: User, at: datetime | None = None, text: str = "", **more: Any) -> Ticket:
    """Record that supply is back; the customer is told."""
    return lead(step(ticket, "restore", by=by, at=at, facts={"text": text} if text else None, **more), "restore")


@transaction.atomic
def estimate(
    ticket: Ticket, *, expected_at: datetime, by: User, text: str = "", at: datetime | None = None, **more: Any
) -> Ticket:
    """Say by when supply is expected back: what the hotline reads out and the customer's page shows."""
    if expected_at <= (at or database_time()):
        text = _("The expected time has to lie ahead.")
        raise Invalid(text, fields={"expected_at": text})
    said: dict[str, Any] = {"expected_at": expected_at.isoformat()} | ({"text": text} if text else {})
    ticket = step(ticket, "estimate", by=by, at=at, facts=said, **more)
    field_estimated.send(Ticket, ticket=ticket, expected_at=expected_at, text=text, by=by, at=at or database_time())
    return lead(ticket, "estimate", **said)


@transaction.atomic
def report(
    ticket: Ticket,
    *,
    cause: str,
    by: User,
    text: str = "",
    materials: str = "",
    fee: str = "",
    receipt: str = "",
    filled: Filled | None = None,
    to_review: bool = False,
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """回单: what was wrong, what was done, what was used and charged (yuan). Opens the callback.

    `to_review`: it waits at the desk until somebody has looked at it. Whether it does, and the rows of the report, are the
    affair of worksheets.actions.reporting, which every page calls.
    """
    cause, filled = one_cause(ticket, filled, cause)
    facts = {"cause": cause, "text": text, "materials": materials, "fee": fee, "receipt": receipt}
    said = {name: word for name, word in facts.items() if word}
    if to_review:
        desk = desk_for(ticket.kind, ticket.org_id) or ticket.unit
        more |= {"to": Status.TO_REVIEW, "handler": None, "queue": desk}
    ticket = step(ticket, "report", by=by, at=at, facts=said, filled=filled, **more)
    if ticket.status != Status.TO_REVIEW:
        announce_done(ticket, by=by)
    return lead(ticket, "report", filled=filled, cause=said["cause"])


def announce_done(ticket: Ticket, *, by: User) -> None:
    """Say that the crew's work is done and counts: the case is settled, or a step of an application is."""
    done = ticket_resolved if ticket.status == Status.RESOLVED else field_reported
    done.send(Ticket, ticket=ticket, at=ticket.timeline.latest("seq").at, by=by)


@transaction.atomic
def send_back(ticket: Ticket, *, reason: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """退单: back to the dispatcher with a reason. Counted; the customer's clocks run on.

    What a reason asks for and until when it may be sent back is the affair of worksheets.actions.returning.
    """
    must_lead(ticket)
    desk = desk_for(ticket.kind, ticket.org_id) or ticket.unit
    given: dict[str, Any] = {
        "crew": None,
        "handler": None,
        "queue": desk,
        "returns": ticket.returns + 1,
    }
    reason = required(reason, "reason")
    return lead(step(ticket, "send_back", by=by, at=at, reason=reason, **given, **more), "send_back")
