"""Two cases under one lock, and what may never be joined."""

from accounts.models import User
from tickets.actions.spine import require
from tickets.link_refusals import CannotJoin
from tickets.models import Barred, Ticket


def hold(*tickets: Ticket) -> list[Ticket]:
    """Lock several cases, always in the same order, and return them in the order in which they were named."""
    rows = Ticket.objects.select_related("org", "unit", "first_contact", "customer").order_by("pk")
    held = {row.pk: row for row in rows.select_for_update(of=("self",)).filter(pk__in={one.pk for one in tickets})}
    return [held[ticket.pk] for ticket in tickets]


def check_pair(one: Ticket, other: Ticket, *, verb: str, other_verb: str, by: User) -> None:
    """Refuse a pair that has no business with each other, or of which `by` may not touch one."""
    if one.pk == other.pk:
        raise CannotJoin("itself", one)
    if one.org_id != other.org_id:
        raise CannotJoin("company", one, other)
    require(one, verb, by=by)
    require(other, other_verb, by=by)


def hidden_from(ticket: Ticket) -> set[object]:
    """The people and units from whom a case is hidden."""
    rows = Barred.objects.filter(ticket=ticket).values_list("user_id", "unit_id")
    return {pk for row in rows for pk in row if pk}


def check_bars(one: Ticket, other: Ticket) -> None:
    """Refuse to let somebody read through one case what another hides from them."""
    if hidden_from(one) != hidden_from(other):
        raise CannotJoin("bars", one, other)
