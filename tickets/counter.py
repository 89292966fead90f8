"""One sitting at the counter: which hall, which category, which customer, and the sheet that results."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict

from accounts.models import Unit, User
from customers.models import Customer
from customers.tagging import importance_of
from tickets.actions.promises import Foreseen, preview
from tickets.calling import Caller, caller_of
from tickets.card import Card, card_for
from tickets.choosing import Choice, chosen
from tickets.desks import desk_for
from tickets.finding import halls_to_register_at
from tickets.forms import Sheet
from tickets.model_counter import ways_in


@dataclass(frozen=True)
class Counter:
    """What the page knows, read from what it sent. `is_lost`: it named a customer who is not there."""

    user: User
    at: datetime
    halls: list[Unit]
    hall: Unit | None
    choice: Choice
    card: Card | None = None
    is_lost: bool = False
    caller: Caller | None = None

    def sheet(self, data: Any = None, initial: dict[str, Any] | None = None) -> Sheet:
        """The sheet, blank or with what was typed."""
        known: dict[str, Any] = {"choice": self.choice, "card": self.card, "is_lost": self.is_lost, "halls": self.halls}
        known |= {"number": self.caller.number if self.caller else ""}
        return Sheet(data, initial=initial, ways=ways_in(self.hall.org_id if self.hall else None), **known)

    def foreseen(self, *, area: str, level: str = "", channel: str = "counter") -> list[Foreseen]:
        """What would be promised if it were taken in now; nothing while the category is open."""
        category = self.choice.category
        if category is None or self.hall is None or self.hall.org is None:
            return []
        importance = importance_of(self.card.customer if self.card else None)
        facts = {"area": area, "level": level, "importance": importance, "hall": self.hall.pk, "channel": channel}
        return preview(org=self.hall.org, kind=category.kind, category=category, at=self.at, **facts)

    @property
    def goes_to(self) -> Unit | None:
        """The desk that gets it; None where the clerk keeps it."""
        category = self.choice.category
        if category is None or category.application or self.hall is None or self.hall.org_id is None:
            return None
        return desk_for(category.kind, self.hall.org_id)


def sit_down(user: User, told: QueryDict, *, at: datetime, pick: str = "") -> Counter:
    """Read hall, category and customer from what the page sent; `pick` is a customer chosen from the hits."""
    halls = halls_to_register_at(user)
    hall = next((one for one in halls if str(one.pk) == told.get("hall")), halls[0] if halls else None)
    choice = chosen(hall.org if hall else None, hall=hall, told=told)
    wanted = pick or told.get("customer", "")
    customer = known_customer(wanted, user=user, hall=hall)
    caller = caller_of(user, told.get("call", "")[:80])
    if customer is None:
        return Counter(user, at, halls, hall, choice, is_lost=bool(wanted), caller=caller)
    point, phone = key_of(told.get("point", "")), key_of(told.get("phone", ""))
    if phone is None and caller:
        phone = next((one.pk for one in customer.phones.all() if one.number == caller.number), None)
    card = card_for(customer, user=user, at=at, point=point, phone=phone)
    return Counter(user, at, halls, hall, choice, card, caller=caller)


def known_customer(key: str, *, user: User, hall: Unit | None) -> Customer | None:
    """The customer with this opaque key, if they are the company's of the hall and may be seen by `user`."""
    pk = key_of(key)
    if pk is None or hall is None:
        return None
    found = Customer.objects.visible_to(user).filter(pk=pk, org_id=hall.org_id)
    return found.prefetch_related("phones", "holdings__supply_point").first()


def key_of(text: str | None) -> UUID | None:
    """An opaque key as it came from a page; anything else is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
