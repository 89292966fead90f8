"""What stands on the counter's sheet, held against what is known already."""

from django.http import QueryDict

from accounts.models import User
from servicedesk.lib.phones import normalise
from servicedesk.lib.refusals import Refusal
from tickets.counter import Counter
from tickets.duplicates import Asked, Hint, hints_for
from tickets.models import Ticket


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
