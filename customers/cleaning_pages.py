"""What the pages of doubles and of customers at rest show: pairs side by side, masked but for what differs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from customers import cleaning
from customers.doubles import Piece, masked, side_by_side
from customers.model_cleaning import Why
from customers.models import Customer, Double, Merge

LATEST = 50
SHOWS: dict[str, Promise] = {
    "open": pgettext_lazy("doubles", "To look at"),
    "merged": pgettext_lazy("doubles", "Merged"),
    "different": pgettext_lazy("doubles", "Not the same"),
}
REST_SHOWS: dict[str, Promise] = {
    "stale": _("Nothing heard"),
    "asleep": pgettext_lazy("records", "At rest"),
}
WORDS: dict[str, Promise] = {why.value: why.label for why in Why}


class Screen(NamedTuple):
    """A page on which records are cleaned: its name, its tabs, and where its form goes."""

    name: Promise
    shows: dict[str, Promise]
    acts: str


SCREENS = {
    "doubles": Screen(pgettext_lazy("records", "Doubles"), SHOWS, "customers:settle_doubles"),
    "rest": Screen(pgettext_lazy("records", "At rest"), REST_SHOWS, "customers:put_to_rest"),
}


@dataclass(frozen=True)
class Side:
    """One of the two: the name in pieces, what is known, and how much hangs on it."""

    customer: Customer
    name: list[Piece]
    phones: list[str]
    places: list[str]
    rows: int
    stays: bool


@dataclass(frozen=True)
class Pair:
    double: Double
    sides: tuple[Side, Side]
    why: list[Any]


def pairs(doubles: Iterable[Double]) -> list[Pair]:
    """Pairs as the page shows them; whoever has more hanging on them, or is the older, is proposed to stay."""
    rows = list(doubles)
    keys = {key for row in rows for key in (row.one_id, row.other_id)}
    people = Customer.objects.prefetch_related("phones", "supply_points").in_bulk(keys)
    weights = hanging_on(keys)
    return [_pair(row, people, weights) for row in rows]


def _pair(row: Double, people: dict[UUID, Customer], weights: Counter[UUID]) -> Pair:
    one, other = people[row.one_id], people[row.other_id]
    stays = survivor(one, other, weights)
    names = side_by_side(one.name, other.name)
    left, right = (
        Side(
            person,
            masked(name),
            [str(phone) for phone in person.phones.all()],
            [point.masked_address for point in person.supply_points.all()][:3],
            weights[person.pk],
            person.pk == stays,
        )
        for person, name in zip((one, other), names, strict=True)
    )
    return Pair(row, (left, right), [WORDS.get(code, code) for code in row.why])


def survivor(one: Customer, other: Customer, weights: Counter[UUID]) -> UUID:
    """Who is proposed to stay: whoever has more hanging on them, else whoever has been known for longer."""
    return min((one, other), key=lambda person: (-weights[person.pk], person.created_at, person.pk)).pk


def hanging_on(keys: Iterable[UUID]) -> "Counter[UUID]":
    """How many rows of all tables name each of these customers."""
    wanted, found = list(keys), Counter[UUID]()
    for link in cleaning.links() if wanted else []:
        rows = link.model._base_manager.filter(**{f"{link.column}__in": wanted}).values_list(link.column)
        for key, count in rows.annotate(n=Count("pk")).order_by():
            found[key] += count
    return found


def counts(user: User) -> dict[str, int]:
    """How many pairs wait."""
    return {"open": Double.objects.visible_to(user).open()[:1000].count()}


def merges_of(user: User) -> list[tuple[Merge, str, int]]:
    """The latest merges that stand, with how many rows each moved."""
    rows = Merge.objects.visible_to(user).standing().select_related("kept", "gone", "by").annotate(n=Count("moves"))
    return [(row, shown_name(row), row.n) for row in rows.order_by("-at", "-pk")[:LATEST]]


def shown_name(row: Merge) -> str:
    return f"{row.gone.masked_name} → {row.kept.masked_name}"
