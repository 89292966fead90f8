"""The second thought: within seconds, by whoever registered, before anybody has worked on it and before anything left."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.actions import take_back_notices
from accounts.models import User
from customers.actions import take_back
from tickets.actions.spine import step
from tickets.actions.telling import SMS_AFTER, holders_of, path_of
from tickets.models import CounterRule, Ticket
from tickets.moment import database_time
from tickets.refusals import NotYours
from tickets.signals import ticket_withdrawn
from tickets.visit_refusals import UndoOver, WorkedOn


@transaction.atomic
def undo(ticket: Ticket, *, by: User, at: datetime | None = None) -> Ticket:
    """Undo a registration: the case ends as if it had not been, its number is never given again, nobody hears of it.

    Again it changes nothing. Raises NotYours, UndoOver, WorkedOn, NotAllowed.
    """
    held = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    if held.undone_at:
        return held
    at = at or database_time()
    if held.first_contact_id != by.pk:
        raise NotYours
    if held.held_until is None or at > held.held_until:
        raise UndoOver(held)
    _refuse_if_worked_on(held)
    if not take_back([f"{template}:{held.pk}:1" for template in SMS_AFTER.values()], at=at):
        raise UndoOver(held)
    told = holders_of(held)
    ticket = step(held, "undo", by=by, at=at, undone_at=at)
    take_back_notices(told, path=path_of(ticket), at=at)
    ticket_withdrawn.send(Ticket, ticket=ticket, at=at)
    return ticket


def _refuse_if_worked_on(ticket: Ticket) -> None:
    """What was done while registering is part of it; the clock's own events are nobody's work."""
    mine = {"by": ticket.first_contact_id, "at": ticket.registered_at}
    done = ticket.timeline.filter(by__isnull=False).exclude(**mine)
    work = done.select_related("by", "ticket").order_by("seq").first()
    if work:
        raise WorkedOn(work)


def undoable_until(ticket: Ticket, *, by: User, at: datetime) -> datetime | None:
    """Until when the page offers the undo to this person; the grace beyond is for the way there. None if not at all."""
    if ticket.held_until is None or ticket.undone_at or ticket.first_contact_id != by.pk:
        return None
    until = ticket.held_until - timedelta(seconds=CounterRule.of(ticket.org_id).grace_seconds)
    return until if at < until else None
