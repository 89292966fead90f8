"""Who an order concerns, and what becomes of it when its case ends."""

from collections.abc import Iterable
from datetime import datetime

from accounts.actions import tell
from accounts.models import User
from tickets.actions.plans import write_down
from tickets.actions.telling import holders_of, not_barred, path_of, people_of, told_of
from tickets.lifecycle import ORDER
from tickets.model_order import Order
from tickets.models import Ticket


def addressees(order: Order) -> list[User]:
    """The person it is addressed to, or those who pick up the unit's work and those who belong to it."""
    if order.to_person is not None:
        people = [order.to_person]
    elif order.to_unit is not None:
        members = User.objects.filter(home=order.to_unit, is_active=True, is_service=False)
        people = list({user.pk: user for user in [*people_of(order.to_unit), *members]}.values())
    else:
        people = []
    return not_barred(order.ticket, [user for user in people if user.is_active and not user.is_service])


def bound_by(ticket: Ticket, clock: str) -> list[User]:
    """Whoever has to act before this clock is due: for an order those whom it is addressed to, else who has the case."""
    if clock != ORDER:
        return holders_of(ticket)
    standing = Order.objects.open().for_list().filter(ticket=ticket).first()
    return [*addressees(standing), standing.issuer] if standing else []


def tell_of_order(order: Order, verb: str, people: Iterable[User], *, by: User | None, at: datetime) -> None:
    """Tell each of these once, never the person who did it."""
    facts = {
        "number": order.ticket.number,
        "short": order.ticket.short_number,
        "order": order.number,
        "by": by.name if by else "",
    }
    tell(
        told_of(order.ticket, people, but=by),
        key=f"order:{order.pk}:{verb}:{order.returns}",
        what=verb,
        at=at,
        path=path_of(order.ticket),
        facts=facts,
    )


def end_with_case(ticket: Ticket, *, by: User | None, at: datetime) -> None:
    """The case has ended, and so has an order about it; both sides are told, and what was missed stays missed."""
    for order in Order.objects.open().for_list().filter(ticket=ticket):
        order.end, order.ended_at = Order.End.CASE_OVER, at
        order.save(update_fields=["end", "ended_at"])
        write_down(ticket, "order_over", by=by, at=at, facts={"order": order.number})
        tell_of_order(order, "order_over", [order.issuer, *addressees(order)], by=by, at=at)
