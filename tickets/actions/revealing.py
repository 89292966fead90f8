"""The contact number of a case, shown in full: once, and logged."""

from datetime import datetime

from accounts.actions import count_reveal
from accounts.models import User
from servicedesk.lib.refusals import NotAllowed
from tickets.actions.spine import is_barred
from tickets.family import survivor_of
from tickets.models import Ticket


def reveal_contact(ticket: Ticket, *, by: User, at: datetime) -> str:
    """Show the contact number of a case in full and record who saw it; a crew sees it only while the job is open.

    Whoever works on the case in which a merged one lives on sees that of the merged one as well.
    """
    lives = survivor_of(ticket)
    by_place = by.may_at("reveal", ticket.unit_id, ticket.queue_id, lives.unit_id, lives.queue_id) or (
        lives.is_open and by.may_at("reveal", lives.crew_id)
    )
    mine = (ticket.first_contact_id, lives.first_contact_id, lives.handler_id)
    is_mine = by.pk in mine and by.may("reveal") and lives.is_open
    if not (by_place or is_mine) or is_barred(ticket, by) or is_barred(lives, by):
        raise NotAllowed("reveal")
    count_reveal(by, at=at, facts={"ticket": ticket.number, "field": "contact_phone"})
    return ticket.contact_phone
