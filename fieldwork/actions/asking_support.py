"""求支援: the crew needs a hand; whoever sends crews is told at once."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actions import tell
from accounts.models import User
from accounts.roles import Role
from tickets.actions.spine import step
from tickets.actions.telling import not_barred, with_role
from tickets.models import Ticket
from tickets.moment import database_time

VERB = "ask_support"
LONGEST = 500


@transaction.atomic
def ask_support(ticket: Ticket, *, by: User, text: str = "", at: datetime | None = None, **more: Any) -> Ticket:
    """Ask for support at a job; the dispatchers and the shift leader get a notice that leads to the case."""
    at = at or database_time()
    text = text.strip()[:LONGEST]
    ticket = step(ticket, VERB, by=by, at=at, facts={"text": text} if text else None, **more)
    place = ticket.crew or ticket.unit
    people = {user.pk: user for role in (Role.DISPATCHER, Role.SUPERVISOR) for user in with_role(role, place)}
    people.pop(by.pk, None)
    facts = {"number": ticket.number, "short": ticket.short_number, "by": by.name, "crew": place.name}
    key = f"{VERB}:{ticket.pk}:{ticket.seq}"
    tell(not_barred(ticket, people.values()), key=key, what=VERB, at=at, path=f"/t/{ticket.number}/", facts=facts)
    return ticket
