"""A customer's file as its pages show it: what stands around every tab, and what each tab shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import User
from accounts.requests import SignedInRequest
from customers.history import to_take_back
from customers.models import Customer
from customers.secrecy import note_sight
from customers.sentences import tell_change
from customers.tagging import words_in_use
from keyaccounts.deeds import DEEDS, Deed
from keyaccounts.forms import FileForm
from keyaccounts.tabs import TABS


@dataclass(frozen=True)
class Offer:
    """One deed as a page offers it: its form, and whether it stands open because something in it was refused."""

    name: str
    deed: Deed
    form: FileForm
    url: str
    is_open: bool = False


def the_customer(request: SignedInRequest, pk: UUID) -> Customer:
    """The customer whose file this is, through the door: a secret one is not there without a viewing."""
    rows = Customer.objects.visible_to(request.user).select_related("org", "caretaker")
    return get_object_or_404(rows.prefetch_related("phones"), pk=pk)


def frame(request: SignedInRequest, pk: UUID, here: str, *, at: datetime) -> dict[str, Any]:
    """What stands around every tab: head, tabs, and the change that can be taken back. `here` is the tab's name."""
    customer = the_customer(request, pk)
    user = request.user
    note_sight(customer, by=user, at=at, page=here)
    undo = to_take_back(customer, by=user, at=at) if user.may("customer_edit") else None
    return {
        "customer": customer,
        "here": here,
        "tabs": [
            (tab.name, tab.word, reverse(f"keyaccounts:{tab.name}", args=[pk])) for tab in TABS if user.may(tab.verb)
        ],
        "cares": [tag for tag in words_in_use(customer.org_id, customer.tags) if tag.name in customer.tags],
        "loose_tags": customer.tags,
        "now": customer.merged_by.standing().select_related("kept").first() if customer.hidden_at else None,
        "undo": undo,
        "undo_words": tell_change(undo)[0] if undo else "",
        "at": at,
        "may_reveal": user.may("reveal"),
        "may_person_data": user.may("person_data"),
        "rail_here": "customers",
    }


def offers(
    customer: Customer,
    user: User,
    tab: str,
    *,
    tried: str = "",
    typed: QueryDict | None = None,
    begun: dict[str, Any] | None = None,
) -> dict[str, Offer]:
    """The deeds of one tab that this person may do; `tried` stands open with what was typed, or with what is `begun`."""
    found = {}
    for name, deed in DEEDS.items():
        if deed.tab == tab and user.may(deed.verb):
            is_open = name == tried
            data = typed if is_open else None
            initial = dict(begun or {}) if is_open else {}
            form = deed.form(data, customer=customer, user=user, initial=initial, auto_id=f"{name}_%s")
            url = reverse("keyaccounts:do", args=[customer.pk, name])
            found[name] = Offer(name, deed, form, url, is_open)
    return found


def key_of(text: str | None) -> UUID | None:
    """An opaque key as it came from a page; anything else is none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
