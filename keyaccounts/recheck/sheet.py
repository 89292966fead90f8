"""What the pages of the re-check show: what stands in the file beside each item, and how far everybody is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from customers.models import Customer
from keyaccounts.model_recheck import Item
from keyaccounts.models import RecheckRound, RecheckSheet


@dataclass(frozen=True)
class Progress:
    """How many sheets of one person are done."""

    name: str
    done: int
    total: int
    late: int

    @property
    def share(self) -> int:
        return self.done * 100 // self.total if self.total else 100


def on_file(customer: Customer, *, on: date) -> dict[str, str]:
    """What stands in the file now beside each item, without anything that has to be hidden."""
    phones = [str(phone) for phone in customer.phones.all()]
    people = sum(point.holdings.exclude(customer=customer).count() for point in customer.supply_points.all())
    contracts = [
        f"{row.get_kind_display()} {row.number} → {row.valid_until or '—'}"
        for row in customer.contracts.filter(ended_on__isnull=True).order_by("-signed_on")[:5]
    ]
    hazards = customer.hazards.exclude(state="removed").count()
    nobody = _("none on file")
    return {
        Item.PHONES: "、".join(phones) or nobody,
        Item.PEOPLE: ngettext("%(n)d person", "%(n)d people", people) % {"n": people} if people else nobody,
        Item.CONTRACT: "；".join(contracts) or nobody,
        Item.HAZARDS: ngettext("%(n)d open", "%(n)d open", hazards) % {"n": hazards} if hazards else nobody,
        Item.LEVEL: str(customer.get_level_display()) if customer.level else nobody,
    }


def items(customer: Customer, form: Any, *, on: date) -> list[tuple[str, str, Any, Any]]:
    """Each item with its word, what stands in the file, and the two fields of the form."""
    known = on_file(customer, on=on)
    return [(str(Item(code).label), known[code], form[code], form[f"{code}_note"]) for code in Item.values]


def progress(user: User, rounds: list[RecheckRound], *, on: date) -> list[Progress]:
    """How far each caretaker is in these rounds; nobody's customers under a dash."""
    rows = RecheckSheet.objects.visible_to(user).filter(round__in=rounds, customer__hidden_at__isnull=True)
    done, late = Q(done_at__isnull=False), Q(done_at__isnull=True, round__due_on__lt=on)
    sums = rows.values("customer__caretaker__name").annotate(
        total=Count("pk"), done=Count("pk", filter=done), late=Count("pk", filter=late)
    )
    found = [Progress(row["customer__caretaker__name"] or "—", row["done"], row["total"], row["late"]) for row in sums]
    return sorted(found, key=lambda one: (one.share, one.name))
