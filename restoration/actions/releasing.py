"""仍无电: a case that stays without power when the others have it is a ticket of its own again."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from outages.actions import record
from restoration.models import OutageCase
from tickets.actions.supply import let_go, still_without
from tickets.models import Ticket


@transaction.atomic
def release(ticket: Ticket, *, reason: str, by: User, at: datetime) -> Ticket:
    """Let a case go its own way: its own times, new ones where it was over already, and a crew of its own."""
    freed = still_without(ticket, reason=reason, by=by, at=at)
    forget(freed, by=by, at=at)
    return freed


def came_again(ticket: Ticket, *, at: datetime) -> None:
    """A case of an outage was opened again (“still no power”): what led it is over, so it goes alone."""
    if forget(ticket, by=None, at=at):
        let_go(ticket, by=None, at=at)


def forget(ticket: Ticket, *, by: User | None, at: datetime) -> bool:
    """Write down that it is no part of its outage any more; False if it was none."""
    row = OutageCase.objects.joined().filter(ticket=ticket).select_related("outage").first()
    if row is None:
        return False
    row.state, row.at, row.by, row.settle_at = OutageCase.State.RELEASED, at, by, None
    row.save(update_fields=["state", "at", "by", "settle_at"])
    record(row.outage, "release", by=by, at=at, facts={"number": ticket.short_number})
    return True
