"""What pages show of calls: one call with who calls, what is open with them, and the calls before it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from accounts.models import User
from calls.models import Call, CallEvent, CallTicket, ReturnCall, Seat
from customers.models import Customer
from tickets.calling import Caller
from tickets.models import Ticket
from tickets.standing import Standing, by_time_left

FEW = 3
MANY = 20
# In the session of whoever sits at a telephone: their pages listen.
SEATED = "telephone"


@dataclass(frozen=True)
class Shown:
    """One call as somebody sees it. `customer` is there if they may see them; else `choices`, whose number it is as well."""

    call: Call
    customer: Customer | None
    choices: list[Customer]
    cases: list[Standing]
    earlier: list[Call]
    owed: ReturnCall | None = None

    @property
    def is_unknown(self) -> bool:
        """Nobody whom this person may see has this number."""
        return self.customer is None and not self.choices


def call_of(user: User, key: str) -> Call | None:
    """The call with this opaque key, if this person may see it."""
    try:
        pk = UUID(key)
    except ValueError:
        return None
    return Call.objects.visible_to(user).filter(pk=pk).select_related("customer", "holder", "org").first()


def on_the_line(user: User, key: str) -> Caller | None:
    """A call for the intake of whoever may see it; a secret customer is named only to those who may see them."""
    call = call_of(user, key)
    if call is None:
        return None
    known = Customer.objects.visible_to(user).filter(pk=call.customer_id).exists() if call.customer_id else False
    since = call.answered_at or call.began_at
    return Caller(str(call.pk), since, call.number, call.customer_id if known else None, sheet_key(call))


def sheet_key(call: Call) -> str:
    """By what the sheet of a call is found; the next one when it has become a ticket."""
    taken = CallTicket.objects.filter(call=call, at=F("ticket__registered_at")).count()
    return f"{call.pk}:{taken}" if taken else str(call.pk)


def shown_to(user: User, call: Call, *, few: int = FEW) -> Shown:
    """Gather what one needs to know the moment it rings: open tickets first, then the last calls."""
    people = Customer.objects.visible_to(user).filter(org_id=call.org_id)
    customer = people.filter(pk=call.customer_id).first() if call.customer_id else None
    choices: list[Customer] = []
    if customer is None and call.customer_id is None and call.number:
        others = people.listed().filter(phones__number=call.number)
        choices = list(others.prefetch_related("holdings__supply_point").distinct().order_by("name", "pk")[:MANY])
    cases = Ticket.objects.visible_to(user).open().filter(customer=customer) if customer else Ticket.objects.none()
    return Shown(
        call,
        customer,
        choices,
        by_time_left(cases.order_by("registered_at"), most=few) if customer else [],
        _earlier(user, call, customer, few),
        ReturnCall.objects.open().filter(org_id=call.org_id, number=call.number).first() if call.number else None,
    )


def _earlier(user: User, call: Call, customer: Customer | None, few: int) -> list[Call]:
    """The last calls with this customer; of a number that is nobody's, those with this number."""
    rows = Call.objects.filter(org_id=call.org_id, began_at__lt=call.began_at).exclude(pk=call.pk).for_list()
    if customer:
        rows = rows.filter(customer=customer)
    elif call.number:
        rows = rows.filter(number=call.number, customer__isnull=True)
    else:
        return []
    return list(rows.order_by("-began_at")[:few])


def calls_of_customer(customer: Customer, user: User) -> list[Call]:
    """The last calls with a customer, for their file; the caller has asked whether this person may see them."""
    if not (user.may("calls") or user.may("call_watch")):
        return []
    return list(Call.objects.filter(customer=customer).for_list().order_by("-began_at")[:MANY])


def story_of(call: Call) -> list[CallEvent]:
    """What was heard of a call, in the order in which it happened."""
    return list(call.events.order_by("at", "recorded_at"))


def seat_of(user: User, at: datetime) -> Seat | None:
    return Seat.objects.live(at).filter(user=user).first()
