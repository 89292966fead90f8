"""A request from outside becomes a ticket, once for each external number."""

from accounts.models import Unit, User
from accounts.standing import began_at
from tickets.actions import desk
from tickets.actions.spine import database_time
from tickets.models import Ticket


def take_in(intake: desk.Intake, *, unit: Unit, by: User, answer: str = "") -> tuple[Ticket, bool]:
    """Register a request and say whether it is new: under a known external number the ticket that exists comes back."""
    at = began_at() or database_time()
    ticket = desk.register(intake, unit=unit, by=by, at=at, answer=answer)
    return ticket, ticket.registered_at == at
