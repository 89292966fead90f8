"""What complaints reads of others' facts: which promises were broken."""

from collections.abc import Iterable

from tickets.models import Deadline, Ticket

Missed = tuple[Ticket, str, int]


def missed(deadlines: Iterable[Deadline]) -> list[Missed]:
    """The promises that were broken, with their case; each clock of each run once, the legal limit behind it not again."""
    rows = [one for one in deadlines if one.stage == Deadline.Stage.BREACH and "." not in one.name]
    tickets = Ticket.objects.select_related("category").in_bulk({one.ticket_id for one in rows})
    return [(tickets[one.ticket_id], one.name, one.generation) for one in rows if one.ticket_id in tickets]
