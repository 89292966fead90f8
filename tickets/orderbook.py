"""Orders as pages show them: beside their case, on the supervisors' list, on the list of whoever has to answer."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from deadlines.models import Promise
from servicedesk.lib.refusals import Invalid
from tickets.actions.order_limits import STANDARD
from tickets.actions.orders import addressees
from tickets.actions.spine import has_right
from tickets.lifecycle import ORDER
from tickets.model_order import Order, OrderQuerySet
from tickets.models import Clock, Ticket, TicketEvent
from tickets.options import named, targets

MOST = 200
VIEWS: dict[str, Lazy] = {
    "open": pgettext_lazy("orders", "Open"),
    "overdue": pgettext_lazy("orders", "Overdue"),
    "answered": pgettext_lazy("orders", "To be judged"),
    "ended": pgettext_lazy("orders", "Ended"),
}
HISTORY = ("order", "acknowledge", "answer_order", "return_answer", "accept_answer", "withdraw_order", "order_over")


@dataclass(frozen=True)
class Entry:
    """An order with the clock of its answer."""

    order: Order
    clock: Clock | None

    @property
    def is_running(self) -> bool:
        return self.order.is_open and self.order.answered_at is None and self.clock is not None

    def is_overdue(self, at: datetime) -> bool:
        return self.is_running and self.clock is not None and self.clock.due_at <= at


@dataclass(frozen=True)
class Panel:
    """What the page of a case shows of its orders, and what this person may do about them."""

    entry: Entry | None
    past: list[Order]
    may: frozenset[str]
    targets: list[tuple[object, list[tuple[str, str]]]] = field(default_factory=list)
    standard: str = ""

    @property
    def is_shown(self) -> bool:
        return bool(self.entry or self.past or ORDER in self.may)


def panel_of(ticket: Ticket, user: User) -> Panel:
    """The orders of a case; nothing of them where there are none and this person may issue none."""
    orders = list(ticket.orders.for_list().order_by("-issued_at"))
    standing = next((order for order in orders if order.is_open), None)
    past = [order for order in orders if not order.is_open]
    if standing is not None:
        return Panel(with_clocks([standing])[0], past, frozenset(_steps(standing, user)))
    if not (ticket.is_open and has_right(ticket, ORDER, by=user)):
        return Panel(None, past, frozenset())
    known = Promise.objects.open_to(ticket.org_id).filter(code=STANDARD).newest_first().first()
    return Panel(None, past, frozenset({ORDER}), order_targets(ticket), known.limit if known else "")


def _steps(order: Order, user: User) -> Iterable[str]:
    if order.answered_at is None and user.may("answer_order") and user in addressees(order):
        yield from ("answer_order",) if order.acknowledged_at else ("acknowledge", "answer_order")
    if has_right(order.ticket, "withdraw_order", by=user) and order.is_judged_by(user):
        yield "withdraw_order"
        if order.answered_at is not None:
            yield from ("accept_answer", "return_answer")


def order_targets(ticket: Ticket) -> list[tuple[object, list[tuple[str, str]]]]:
    """To whom an order may go: whoever has to do with the case first, then the company's crews, desks, halls, people."""
    people = {user.pk: user for user in (ticket.handler, ticket.first_contact) if user is not None}
    places = {unit.pk: unit for unit in (ticket.crew, ticket.queue, ticket.unit) if unit is not None}
    near = [(f"unit:{one.pk}", one.name) for one in places.values()]
    near = [(f"user:{one.pk}", one.name) for one in people.values() if not one.is_service] + near
    crews = Unit.objects.filter(org_id=ticket.org_id, kind=Unit.Kind.CREW, is_active=True).order_by("name")
    return [
        (_("On this case"), near),
        (_("Crews"), [(f"unit:{one.pk}", one.name) for one in crews[:MOST]]),
        *targets(ticket),
    ]


def addressed(ticket: Ticket, key: str) -> User | Unit:
    """The person or unit that a form named; what names none is refused."""
    found = named(ticket, key)
    if found is None:
        sentence = _("Choose from the list to whom the order is addressed.")
        raise Invalid(sentence, fields={"to": sentence})
    return found


def with_clocks(orders: Iterable[Order]) -> list[Entry]:
    """The orders, each with the newest run of the clock that began while it was open. One query."""
    orders = list(orders)
    runs = Clock.objects.filter(ticket__in=[one.ticket_id for one in orders], name=ORDER).order_by("generation")
    known: dict[UUID, list[Clock]] = {}
    for run in runs:
        known.setdefault(run.ticket_id, []).append(run)
    return [Entry(one, next(filter(one.covers, reversed(known.get(one.ticket_id, []))), None)) for one in orders]


def chosen(user: User, view: str, *, hall: Unit | None, at: datetime) -> list[Entry]:
    """One tab of the list: by time left, what is late on top; what has ended by when it was issued."""
    rows = _narrowed(user, hall)
    if view == "ended":
        return with_clocks(rows.filter(ended_at__isnull=False).for_list().order_by("-ended_at")[:MOST])
    asked = {"open": rows.open(), "overdue": rows.overdue(at), "answered": rows.answered()}[view]
    entries = with_clocks(asked.for_list().order_by("issued_at")[:MOST])
    return sorted(entries, key=lambda one: (not one.is_running, one.clock.due_at if one.clock else one.order.issued_at))


def counts(user: User, *, hall: Unit | None, at: datetime) -> Counter[str]:
    """How many stand in each tab of what is open."""
    rows = _narrowed(user, hall)
    return Counter(
        {"open": rows.open().count(), "overdue": rows.overdue(at).count(), "answered": rows.answered().count()}
    )


def _narrowed(user: User, hall: Unit | None) -> OrderQuerySet:
    rows = Order.objects.visible_to(user)
    return rows.filter(ticket__unit=hall) if hall else rows


def to_answer(user: User) -> list[Entry]:
    """What this person has been ordered and has not answered, soonest due first."""
    rows = Order.objects.visible_to(user).unanswered().addressed_to(user).for_list()
    return sorted(with_clocks(rows[:MOST]), key=lambda one: one.clock.due_at if one.clock else one.order.issued_at)


def to_judge(user: User) -> list[Entry]:
    """The answers that wait for this person's verdict."""
    rows = Order.objects.visible_to(user).answered().filter(issuer=user).for_list().order_by("answered_at")
    return with_clocks(rows[:MOST])


def course_of(order: Order) -> list[TicketEvent]:
    """What has happened to one order, oldest first."""
    events = order.ticket.timeline.filter(what__in=HISTORY, facts__order=order.number)
    return list(events.select_related("by").order_by("seq"))
