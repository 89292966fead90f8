"""What complaints reads of others' facts: which promises were broken, how often somebody was called in vain."""

from collections.abc import Iterable

from tickets.models import Deadline, Ticket

ENOUGH = 3
Missed = tuple[Ticket, str, int]


def missed(deadlines: Iterable[Deadline]) -> list[Missed]:
    """The promises that were broken, with their case; each clock of each run once, the legal limit behind it not again."""
    rows = [one for one in deadlines if one.stage == Deadline.Stage.BREACH and "." not in one.name]
    tickets = Ticket.objects.select_related("category").in_bulk({one.ticket_id for one in rows})
    return [(tickets[one.ticket_id], one.name, one.generation) for one in rows if one.ticket_id in tickets]


def may_give_up(ticket: Ticket) -> bool:
    """Whether the complainant was called in vain often enough in this round, each time in another hour."""
    again = ticket.timeline.filter(what="reopen").order_by("-seq").values_list("seq", flat=True).first() or 0
    vain = ticket.timeline.filter(what="call", facts__reached=False, seq__gt=again).values_list("at", flat=True)
    return len({at.replace(minute=0, second=0, microsecond=0) for at in vain}) >= ENOUGH
