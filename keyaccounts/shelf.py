"""The list of customers' files: which view, narrowed by what, and what a search shows."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from accounts.models import User
from customers.models import Correction, Customer, CustomerQuerySet, CustomerTag, Level
from keyaccounts.file import key_of
from keyaccounts.model_care import CaretakerTerm
from keyaccounts.model_dealings import CareVisit, FollowUp
from keyaccounts.people import caretakers
from servicedesk.lib.paging import Page, newest_first

SIZE = 50
SOON = timedelta(days=7)
SHOWS: dict[str, Promise] = {
    "key": pgettext_lazy("customers", "Important"),
    "mine": pgettext_lazy("customers", "Mine"),
    "due": pgettext_lazy("customers", "To do"),
    "orphans": pgettext_lazy("customers", "Without caretaker"),
    "verify": pgettext_lazy("customers", "To verify"),
    "all": pgettext_lazy("customers", "All"),
}


@dataclass(frozen=True)
class Shelf:
    """What was asked for, and what can be chosen. Nothing personal stands in the address: codes and keys alone."""

    show: str
    level: str
    tag: str
    caretaker: str
    page: Page
    choices: dict[str, Any]
    visited: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.level or self.tag or self.caretaker or self.visited)


def shelf_of(user: User, query: QueryDict) -> Shelf:
    """The files that fit, newest first. Where somebody looks after customers, the list begins with theirs."""
    own = "mine" if user.caring_for.exists() else "key"
    show = query.get("show", "")
    narrowed = any(query.get(name) for name in ("level", "tag", "caretaker"))
    show = show if show in SHOWS else ("all" if narrowed else own)
    level, tag, person = query.get("level", ""), query.get("tag", "")[:36], query.get("caretaker", "")
    rows = in_show(Customer.objects.visible_to(user).listed(), show, user)
    tags = {str(one.pk): one for one in CustomerTag.objects.visible_to(user).order_by("name")}
    if level in Level.values and level:
        rows = rows.filter(level=level)
    if tag in tags:
        rows = rows.filter(tags__contains=[tags[tag].name])
    if span := _span(query.get("visited", "")):
        paid = CareVisit.objects.filter(customer=OuterRef("pk"), paid_on__range=span)
        rows = rows.filter(Exists(paid))
    if key := key_of(person):
        rows = rows.filter(caretaker=key)
    rows = rows.select_related("caretaker").prefetch_related("phones", "holdings__supply_point")
    choices = {"levels": Level.choices[1:], "tags": list(tags.values()), "people": list(caretakers(user))}
    page = newest_first(rows, query, by="id", size=SIZE)
    return Shelf(show, level, tag, str(key or ""), page, choices, query.get("visited", "")[:21] if span else "")


def _span(text: str) -> tuple[date, date] | None:
    """From one day to another (2026-03-01_2026-03-31): who was visited in it. Anything else is none."""
    try:
        first, last = (date.fromisoformat(day) for day in text.split("_"))
    except ValueError:
        return None
    return first, last


def in_show(rows: CustomerQuerySet, show: str, user: User) -> CustomerQuerySet:
    """The customers of one view."""
    match show:
        case "mine":
            return rows.filter(caretaker=user)
        case "key":
            return rows.key()
        case "due":
            return _with_work(rows, user)
        case "orphans":
            once = CaretakerTerm.objects.filter(org__in=user.orgs()).values("customer")
            levelled = Customer.objects.filter(org__in=user.orgs()).exclude(level="").values("pk")
            return rows.filter(caretaker__isnull=True, pk__in=levelled.union(once))
        case "verify":
            return rows.filter(Exists(Correction.objects.open().filter(customer=OuterRef("pk"))))
        case _:
            return rows


def _with_work(rows: CustomerQuerySet, user: User) -> CustomerQuerySet:
    """Something promised or planned is due within a week, of my customers; of nobody's, for whoever assigns them."""
    soon = Now() + SOON
    owed = FollowUp.objects.filter(done_at__isnull=True, due_on__lte=soon, org__in=user.orgs())
    planned = CareVisit.objects.filter(
        paid_on__isnull=True, dropped_at__isnull=True, planned_on__lte=soon, org__in=user.orgs()
    )
    is_mine = Q(caretaker=user) | Q(pk__in=owed.filter(owner=user).values("customer"))
    if user.may("care_assign"):
        is_mine |= Q(caretaker__isnull=True)
    due = owed.values("customer").union(planned.values("customer"))  # an OR of two would read every customer
    return rows.filter(is_mine, pk__in=due)


def counts(user: User) -> dict[str, int]:
    """How many lie in the views that ask for something to be done."""
    rows = Customer.objects.visible_to(user).listed()
    return {show: in_show(rows, show, user)[:100].count() for show in ("mine", "due", "orphans", "verify")}
