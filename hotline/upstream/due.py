"""Orders that wait to be accepted or returned: whoever has them is reminded once, and once the supervisors are told."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actions import tell
from accounts.models import User
from accounts.roles import Role
from hotline.model_upstream import UpstreamOrder
from tickets.actions.plans import write_down
from tickets.actions.telling import not_barred, with_role
from tickets.lifecycle import Kind
from tickets.models import Ticket

LIST = "/upstream/"


@transaction.atomic
def remind(order: UpstreamOrder, *, at: datetime) -> bool:
    """Half of the time is over: whoever changes the row tells the desk that decides."""
    if not UpstreamOrder.objects.to_remind(at).filter(pk=order.pk).update(reminded_at=at):
        return False
    ticket = _case(order)
    role = Role.COMPLAINTS if ticket.kind == Kind.COMPLAINT else Role.DISPATCHER
    people = with_role(role, ticket.unit) or with_role(Role.SUPERVISOR, ticket.unit)
    _tell(order, ticket, people, "upstream_waits", at=at)
    return True


@transaction.atomic
def tell_up(order: UpstreamOrder, *, at: datetime) -> bool:
    """The limit is over: the supervisors are told, and it stands in the history."""
    if not UpstreamOrder.objects.to_tell_up(at).filter(pk=order.pk).update(told_up_at=at):
        return False
    ticket = _case(order)
    facts: dict[str, object] = {"outer": order.number, "source": order.upstream.name}
    write_down(ticket, "upstream_late", by=None, at=at, facts=facts)
    _tell(order, ticket, with_role(Role.SUPERVISOR, ticket.unit), "upstream_late", at=at)
    return True


def _case(order: UpstreamOrder) -> Ticket:
    beside = ("unit", "org", "handler", "queue")
    return Ticket.objects.select_related(*beside).select_for_update(of=("self",)).get(pk=order.ticket_id)


def _tell(order: UpstreamOrder, ticket: Ticket, people: list[User], what: str, *, at: datetime) -> None:
    facts = {"number": ticket.number, "short": ticket.short_number, "outer": order.number}
    facts["due_at"] = timezone.localtime(order.accept_by).isoformat()
    tell(not_barred(ticket, people), key=f"{what}:{order.pk}", what=what, at=at, path=LIST, facts=facts)
