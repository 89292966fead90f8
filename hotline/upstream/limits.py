"""By when a hotline above us wants the answer: a due of the case, as that of every outside case."""

from collections.abc import Sequence
from datetime import datetime

from complaints.actions.dues import begin, drop
from complaints.models import Due, OuterCase
from complaints.steps import Step
from hotline.model_upstream import UpstreamOrder
from tickets.actions.plans import write_down
from tickets.models import Ticket


def set_limit(order: UpstreamOrder, answer_by: datetime, *, at: datetime) -> None:
    """Set or move the limit. The first one stays for the figures; a complaint's stands in its outside case as well.

    One that is over already, or of a case that has been answered, is kept and reminds nobody.
    """
    is_first = order.answer_by is None
    order.limits += 1
    order.answer_by, order.first_answer_by = answer_by, order.first_answer_by or answer_by
    order.save(update_fields=["answer_by", "first_answer_by", "limits"])
    ticket = Ticket.objects.select_for_update().get(pk=order.ticket_id)
    outer = OuterCase.objects.filter(ticket=ticket)
    if not is_first:
        facts: dict[str, object] = {"source": order.upstream.name, "due_at": answer_by.isoformat()}
        write_down(ticket, "upstream_limit", by=None, at=at, facts=facts)
        outer.filter(reported_at__isnull=True).update(due_at=answer_by)
    if ticket.status in ("resolved", "closed", "withdrawn", "merged") or answer_by <= at:
        return
    if not (is_first and Due.objects.open().filter(ticket=ticket, step=Step.OUTER).exists()):
        drop(ticket, Step.OUTER, at=at)
        begin(ticket, Step.OUTER, at=at, key=f"outer:u{order.limits}", due_at=answer_by)


def answered(tickets: Sequence[Ticket], *, at: datetime) -> None:
    """Our answers go up by themselves: their limits have ended, and what is an outside case has been reported."""
    cases = [ticket.pk for ticket in tickets if ticket.source and ticket.external_number]
    if not cases:
        return
    above = UpstreamOrder.objects.filter(ticket__in=cases).values("ticket")
    Due.objects.open().filter(ticket__in=above, step=Step.OUTER).update(done_at=at)
    OuterCase.objects.filter(ticket__in=above, reported_at=None, returned_at=None).update(reported_at=at)


def ended(ticket: Ticket, *, at: datetime) -> None:
    """A case that is withdrawn owes them nothing more."""
    if UpstreamOrder.objects.filter(ticket=ticket).exists():
        drop(ticket, Step.OUTER, at=at)
