"""The second thought about urging somebody or passing a case on: within seconds, and the case stands as it stood."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Unit, User
from tickets.actions.spine import step
from tickets.models import Ticket, TicketEvent
from tickets.refusals import WrongMoment


@transaction.atomic
def retract(ticket: Ticket, *, seq: int, before: dict[str, str], by: User, at: datetime | None = None) -> Ticket:
    """Take back the urging or the passing on that was event `seq`; `before` is how the case stood (`standing`).

    Nobody is told: whoever did it quietly tells nobody either. Raises WrongMoment once something else has been done about it.
    """
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    done = ticket.timeline.get(seq=seq, what__in=("urge", "transfer"))
    changes = _urged_less(ticket, done) if done.what == "urge" else _whose_before(ticket, done, before)
    return step(ticket, "retract", by=by, at=at, facts={"of": done.what, "seq": seq}, quiet=True, **changes)


def _urged_less(ticket: Ticket, done: TicketEvent) -> dict[str, Any]:
    """Once less urged. What was urged after it may have reached a rung by it, so it stays."""
    if ticket.timeline.filter(seq__gt=done.seq, what__in=("urge", "reopen")).exists():
        raise WrongMoment(ticket, "retract")
    return {"urges": max(ticket.urges - 1, 0), "raised": max(ticket.raised - ("raised" in done.facts), 0)}


def _whose_before(ticket: Ticket, done: TicketEvent, before: dict[str, str]) -> dict[str, Any]:
    """Whose it was before, as long as it lies where it was passed to."""
    if not lies_as_left(ticket, done):
        raise WrongMoment(ticket, "retract")
    queue, handler = before.get("queue"), before.get("handler")
    return {
        "queue": Unit.objects.get(pk=queue) if queue else None,
        "handler": User.objects.get(pk=handler) if handler else None,
        "hops": max(ticket.hops - 1, 0),
    }


def lies_as_left(ticket: Ticket, done: TicketEvent) -> bool:
    """Whether the case still stands, and lies with whom, as this event left it."""
    stood = (done.to_status, done.held_by, done.held_in, done.held_crew)
    return stood == (ticket.status, ticket.handler_id, ticket.queue_id, ticket.crew_id)
