"""What complaints reads of others' facts: which promises were broken, and what the customer said last."""

from collections.abc import Iterable

from tickets.card import LAST_SCORE
from tickets.models import Deadline, Ticket

Missed = tuple[Ticket, str, int]


def missed(deadlines: Iterable[Deadline]) -> list[Missed]:
    """The promises that were broken, with their case; each clock of each run once, the legal limit behind it not again."""
    rows = [one for one in deadlines if one.stage == Deadline.Stage.BREACH and "." not in one.name]
    tickets = Ticket.objects.select_related("category").in_bulk({one.ticket_id for one in rows})
    return [(tickets[one.ticket_id], one.name, one.generation) for one in rows if one.ticket_id in tickets]


def score_of(ticket: Ticket) -> int | None:
    """The customer's newest answer, 5 to 1, as whoever asks the customers knows it; None if there is none."""
    scores = (read(ticket.customer) for read in LAST_SCORE) if ticket.customer else ()
    return next((score for score in scores if score is not None), None)
