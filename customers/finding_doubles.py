"""Customers who may be one, found by rule: one question to the database a rule, and names compared in Python."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import combinations
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Value
from django.db.models.functions import Replace

from accounts.models import Unit
from customers.doubles import similar
from customers.model_cleaning import Why
from customers.models import Customer, Double, Holding, Phone

MOST_SHARING = 12  # a number that more people share is a switchboard's
MOST_PAIRS = 20_000

Pair = tuple[UUID, UUID]


@transaction.atomic
def find_doubles(org: Unit, *, at: datetime) -> int:
    """Write down the pairs of a company that may be one. What somebody has said of a pair is left; returns how many are new.

    Open pairs that no rule finds any more are taken off the list.
    """
    found: dict[Pair, set[str]] = defaultdict(set)
    for why, groups in (
        (Why.IDENTITY, _by_identity(org)),
        (Why.PHONE, _by_phone(org)),
        (Why.ACCOUNT, _by_account(org)),
    ):
        _add(found, why, groups, needs_similar=why != Why.IDENTITY)
    _add(found, Why.ADDRESS, _by_address(org), needs_similar=False)
    known = {(row.one_id, row.other_id): row for row in Double.objects.filter(org=org)}
    fresh = [
        Double(org=org, one_id=one, other_id=other, why=sorted(why), found_at=at)
        for (one, other), why in list(found.items())[:MOST_PAIRS]
        if (one, other) not in known
    ]
    Double.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=1000)
    stale = [row.pk for pair, row in known.items() if not row.settled and pair not in found]
    Double.objects.filter(pk__in=stale, settled="").delete()
    return len(fresh)


def _add(
    found: dict[Pair, set[str]], why: str, groups: Iterable[list[tuple[UUID, str]]], *, needs_similar: bool
) -> None:
    for group in groups:
        for (one, name), (other, other_name) in combinations(sorted(set(group))[:MOST_SHARING], 2):
            if one != other and (not needs_similar or similar(name, other_name)):
                found[one, other].add(str(why))


def _groups(rows: Iterable[tuple[Any, UUID, str]]) -> Iterator[list[tuple[UUID, str]]]:
    groups: dict[Any, list[tuple[UUID, str]]] = defaultdict(list)
    for key, customer, name in rows:
        groups[key].append((customer, name))
    yield from (group for group in groups.values() if 1 < len(group) <= MOST_SHARING)


def _by_identity(org: Unit) -> Iterator[list[tuple[UUID, str]]]:
    rows = Customer.objects.filter(org=org).listed().exclude(identity_index="")
    twice = rows.values("identity_index").annotate(n=Count("pk")).filter(n__gt=1).values("identity_index")
    yield from _groups(rows.filter(identity_index__in=twice).values_list("identity_index", "pk", "name"))


def _by_phone(org: Unit) -> Iterator[list[tuple[UUID, str]]]:
    rows = Phone.objects.filter(org=org, customer__hidden_at__isnull=True)
    twice = rows.values("number").annotate(n=Count("pk")).filter(n__gt=1, n__lte=MOST_SHARING).values("number")
    yield from _groups(rows.filter(number__in=twice).values_list("number", "customer", "customer__name"))


def _by_account(org: Unit) -> Iterator[list[tuple[UUID, str]]]:
    rows = Holding.objects.filter(org=org, customer__hidden_at__isnull=True)
    twice = rows.values("supply_point").annotate(n=Count("pk")).filter(n__gt=1).values("supply_point")
    yield from _groups(rows.filter(supply_point__in=twice).values_list("supply_point", "customer", "customer__name"))


def _by_address(org: Unit) -> Iterator[list[tuple[UUID, str]]]:
    """The same name at the same address, however it is spaced."""
    bare = Replace(F("supply_point__address"), Value(" "), Value(""))
    rows = Holding.objects.filter(org=org, customer__hidden_at__isnull=True).annotate(where=bare)
    twice = rows.values("where", "customer__name").annotate(n=Count("customer", distinct=True)).filter(n__gt=1)
    places = {(row["where"], row["customer__name"]) for row in twice}
    where = {place for place, _name in places}
    found = rows.filter(where__in=where).values_list("where", "customer__name", "customer")
    yield from _groups(((place, name), customer, name) for place, name, customer in found if (place, name) in places)
