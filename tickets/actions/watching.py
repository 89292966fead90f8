"""Following a case: whoever follows sees it and is told of its steps."""

from accounts.models import User
from tickets.actions.spine import require
from tickets.models import Ticket


def follow(ticket: Ticket, *, by: User, on: bool = True) -> Ticket:
    """Follow a case, or no longer; nothing of it changes for anybody else."""
    require(ticket, "follow", by=by)
    if on:
        ticket.watchers.add(by)
    else:
        ticket.watchers.remove(by)
    return ticket
