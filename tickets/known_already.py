"""What stands on the counter's sheet, held against what is known already."""

from dataclasses import dataclass, field

from django.http import QueryDict

from accounts.models import User
from outages.models import Outage
from servicedesk.lib.phones import normalise
from servicedesk.lib.refusals import Refusal
from tickets.counter import Counter
from tickets.duplicates import Asked, Hint, hints_for
from tickets.lifecycle import Kind
from tickets.model_counter import HOTLINE
from tickets.models import Ticket


@dataclass(frozen=True)
class KnownOff:
    """The outages that answer a fault before it is registered; `may_settle`: advice may be written down instead."""

    now: list[Outage] = field(default_factory=list)
    soon: list[Outage] = field(default_factory=list)
    may_settle: bool = False


def off_at(counter: Counter, told: QueryDict) -> KnownOff:
    """What is known to be off, or to go off, where the customer with this fault lives."""
    category, card, hall = counter.choice.category, counter.card, counter.hall
    if category is None or category.kind != Kind.FAULT or card is None or hall is None:
        return KnownOff()
    at_the_counter = told.get("channel", "") != HOTLINE
    return KnownOff(card.supply.now, card.supply.soon, at_the_counter and counter.user.may_at("visit", hall.pk))


def known_outage(counter: Counter, told: QueryDict) -> Outage | None:
    """The outage that was told as the answer, if it does cover this customer."""
    known = off_at(counter, told).now
    return next((outage for outage in known if outage.number == told.get("outage", "")), None)


def hints_at(counter: Counter, told: QueryDict) -> list[Hint]:
    """What is known already of what stands on the sheet; nothing while the category is open."""
    category = counter.choice.category
    if category is None or counter.hall is None or counter.hall.org_id is None:
        return []
    card = counter.card
    customer, point = (card.customer, card.point) if card else (None, None)
    asked = Asked(counter.hall.org_id, category, customer, point, _phone(told), typed_by_hand(told, "address"))
    return hints_for(asked, user=counter.user, at=counter.at)


def typed_by_hand(told: QueryDict, name: str) -> str:
    """What was written by hand; a mask says nothing."""
    text = told.get(name, "").strip()
    return "" if "*" in text else text


def _phone(told: QueryDict) -> str:
    try:
        return normalise(typed_by_hand(told, "contact_phone")) if typed_by_hand(told, "contact_phone") else ""
    except Refusal:
        return ""


def chosen_parent(user: User, told: QueryDict) -> Ticket | None:
    """The case that was picked to go along with, if this person may see it."""
    number = told.get("parent", "")
    return Ticket.objects.visible_to(user).filter(number=number).first() if number else None
