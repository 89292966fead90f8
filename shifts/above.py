"""What a place owes to the hotlines above: by whose number, and by when they want the answer (a due of the case)."""

from datetime import datetime
from uuid import UUID

from complaints.models import Due, OuterCase
from complaints.steps import Step
from shifts.lifecycle import Mark
from shifts.sheetline import Line
from tickets.model_counter import ways_in
from tickets.models import TicketQuerySet

MOST = 100
OUTER = "outer"


def due_above(work: TicketQuerySet, *, until: datetime) -> dict[UUID, tuple[str, datetime]]:
    """The cases whose answer is due above before a moment: the step and when."""
    rows = Due.objects.open().filter(step=Step.OUTER, ticket__in=work, due_at__lte=until).order_by("-due_at")
    return {case: (OUTER, due_at) for case, due_at in rows.values_list("ticket", "due_at")[:MOST]}


def orders_above(work: TicketQuerySet, *, until: datetime, at: datetime) -> list[Line]:
    """Every open order of a hotline above: which hotline, its number, our case, and its own clock; the earliest first."""
    rows = (
        Due.objects.open().filter(step=Step.OUTER, ticket__in=work).select_related("ticket__handler", "ticket__queue")
    )
    found = list(rows.order_by("due_at", "pk")[:MOST])
    words = {way.code: way.name for org in {one.org_id for one in found} for way in ways_in(org)}
    cases = {one.ticket_id: one for one in OuterCase.objects.filter(ticket__in=[one.ticket_id for one in found])}
    lines = []
    for one in found:
        ticket, outer = one.ticket, cases.get(one.ticket_id)
        whence = (
            str(outer.get_source_display()) if outer else ticket.source or words.get(ticket.channel, ticket.channel)
        )
        number = outer.number if outer else ticket.external_number
        lines.append(
            Line(
                row=one.pk,
                mark=Mark.URGENT if one.due_at <= until else Mark.IMPORTANT,
                what=OUTER,
                label=ticket.short_number,
                path=f"/t/{ticket.number}/",
                title=f"{whence} {number} · {ticket.title}",
                who=ticket.handler.name if ticket.handler else ticket.queue.name if ticket.queue else "",
                due_at=one.due_at,
            )
        )
    return lines
