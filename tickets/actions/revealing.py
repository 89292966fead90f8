"""The contact number of a case, shown in full: once, and logged."""

from datetime import datetime

from accounts.actions import count_reveal
from accounts.models import User
from servicedesk.lib.refusals import NotAllowed
from tickets.actions.spine import is_barred
from tickets.models import Ticket


def reveal_contact(ticket: Ticket, *, by: User, at: datetime) -> str:
    """Show the contact number of a case in full and record who saw it; a crew sees it only while the job is open."""
    by_place = by.may_at("reveal", ticket.unit_id, ticket.queue_id) or (
        ticket.is_open and by.may_at("reveal", ticket.crew_id)
    )
    is_mine = by.pk in (ticket.first_contact_id, ticket.handler_id) and by.may("reveal") and ticket.is_open
    if not (by_place or is_mine) or is_barred(ticket, by):
        raise NotAllowed("reveal")
    count_reveal(by, at=at, facts={"ticket": ticket.number, "field": "contact_phone"})
    return ticket.contact_phone
