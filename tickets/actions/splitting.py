"""拆分: what a customer said besides becomes a case of its own, with its own category, customer and clocks."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from customers.actions import take_back
from tickets.actions.desk import Intake, register
from tickets.actions.pairs import hold
from tickets.actions.plans import write_down
from tickets.actions.spine import database_time, require, step
from tickets.actions.telling import SMS_AFTER
from tickets.link_refusals import CannotJoin, TooLate
from tickets.model_links import TicketLink
from tickets.models import CounterRule, Ticket, TicketEvent
from tickets.signals import ticket_withdrawn

UNDO_WITHIN = timedelta(seconds=10)
# The entries of a history in which a customer's words may stand.
SPLITTABLE = frozenset({"note", "call", "contact", "repeat", "urge"})


def entry_of(ticket: Ticket, pk: UUID) -> TicketEvent:
    """The entry of the history that is split off. Raises CannotJoin for one that says nothing."""
    event = ticket.timeline.filter(pk=pk, what__in=SPLITTABLE).first()
    if event is None or not event.facts.get("text"):
        raise CannotJoin("no_entry", ticket)
    return event


@transaction.atomic
def split(ticket: Ticket, *, entry: UUID, intake: Intake, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Register a new case out of an entry of this one's history, and return it; both say where the other is.

    Without a description of its own the new case has the words of the entry. Raises CannotJoin, and what `register` raises.
    """
    (ticket,) = hold(ticket)
    at = at or database_time()
    require(ticket, "split", by=by)
    event = entry_of(ticket, entry)
    text = str(event.facts["text"])
    held_until = at + CounterRule.of(ticket.org_id).undo_within
    told = replace(intake, description=intake.description or text, held_until=held_until)
    fresh = register(told, unit=ticket.unit, by=by, at=at)
    facts = {"other": fresh.number, "entry": event.seq}
    ticket = step(ticket, "split", by=by, at=at, facts=facts, **more)
    write_down(fresh, "split_from", by=by, at=at, facts={"other": ticket.number, "text": text})
    made = TicketLink.Kind.SPLIT
    TicketLink.objects.create(org_id=ticket.org_id, source=fresh, target=ticket, kind=made, made_by=by, made_at=at)
    return fresh


@transaction.atomic
def unsplit(ticket: Ticket, *, by: User, reason: str = "", at: datetime | None = None, **more: Any) -> Ticket:
    """Take a split back, within ten seconds or while nobody has worked on the new case: it ends as withdrawn.

    Its customer hears nothing of it if their text still waits in the letterbox. Raises TooLate.
    """
    links = TicketLink.objects.standing().filter(source=ticket, kind=TicketLink.Kind.SPLIT)
    made = links.select_related("target").first()
    if made is None:
        raise CannotJoin("no_link", ticket)
    ticket, old = hold(ticket, made.target)
    at = at or database_time()
    if ticket.version > 1 and at > made.made_at + UNDO_WITHIN:
        raise TooLate("touched", ticket, old)
    take_back([f"{template}:{ticket.pk}:1" for template in SMS_AFTER.values()], at=at)
    ticket = step(ticket, "unsplit", by=by, at=at, reason=reason, facts={"other": old.number}, **more)
    write_down(old, "split_undone", by=by, at=at, facts={"other": ticket.number})
    TicketLink.objects.standing().filter(pk=made.pk).update(ended_by=by, ended_at=at)
    ticket_withdrawn.send(Ticket, ticket=ticket, at=at)
    return ticket


def unsplit_until(ticket: Ticket, *, by: User, at: datetime) -> datetime | None:
    """Until when the page counts down to whoever has just split this case off; None if it does not."""
    made = TicketLink.objects.standing().filter(source=ticket, kind=TicketLink.Kind.SPLIT, made_by=by).first()
    return made.made_at + UNDO_WITHIN if made and at < made.made_at + UNDO_WITHIN else None
