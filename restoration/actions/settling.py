"""Cases of an outage whose customers are not called end by themselves when nobody has objected."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from restoration.models import OutageCase
from tickets.actions.filling import held_back
from tickets.actions.many import step_many
from tickets.lifecycle import Status
from tickets.models import Ticket
from tickets.signals import ticket_closed

AT_ONCE = 200


@transaction.atomic
def settle(rows: Sequence[OutageCase], *, at: datetime) -> int:
    """Close those of these cases that still wait; whoever changes the row owns the work."""
    held = list(
        OutageCase.objects.to_settle(at)
        .filter(pk__in=[row.pk for row in rows])
        .select_for_update(skip_locked=True)
        .order_by("pk")
    )
    waiting = Ticket.objects.filter(pk__in=[row.ticket_id for row in held], status=Status.RESOLVED)
    # Whose sheet of work waits for its approval is asked again at the next round.
    awaited = held_back(list(waiting), Status.CLOSED)
    held = [row for row in held if row.ticket_id not in awaited]
    keys = [pk for pk in waiting.values_list("pk", flat=True) if pk not in awaited]
    for ticket in step_many(keys, "close", by=None, at=at, facts={"outcome": "not_sampled"}):
        ticket_closed.send(Ticket, ticket=ticket, at=at, outcome="not_sampled")
    OutageCase.objects.filter(pk__in=[row.pk for row in held]).update(settled_at=at)
    return len(keys)
