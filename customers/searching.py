"""Which customers the words of a search fit. Each way to find somebody uses an index of its own; none scans a table."""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Replace

from customers.models import IDENTITY, Customer, CustomerQuerySet, Holding, NameKey, Phone, SupplyPoint
from customers.words import SHORTEST_METER, Word, identities
from servicedesk.lib.sealing import blind_index

Ids = QuerySet[Any, Any]
NUMBERS = frozenset({"figures", "identity"})


def fitting(
    customers: CustomerQuerySet,
    words: list[Word],
    *,
    orgs: Collection[UUID],
    whole_only: bool = False,
    most: int | None = None,
) -> CustomerQuerySet:
    """Of `customers`, of these companies, those whom every word fits. `whole_only`: no number longer than a tail in part.

    A number fits few: beside one, the other words are looked at on those few. A single word may fit a tenth of the town:
    no more than `most` are taken from each index.
    """
    found = customers
    has_number = any(word.kind in NUMBERS for word in words)
    for word in words:
        if has_number and word.kind not in NUMBERS:
            found = found.filter(_on_row(word))
            continue
        each = [way.filter(org__in=orgs) for way in ways(word, whole_only=whole_only)]
        first, *more = [way[:most] for way in each] if most and len(words) == 1 else each
        found = found.filter(pk__in=first.union(*more, all=True) if more else first)
    return found


def _on_row(word: Word) -> Q:
    """What `ways` looks for in indexes, asked of one customer at a time."""
    own = Q(name__startswith=word.text) if word.kind == "name" else Q(initials__startswith=word.text)
    keys = NameKey.objects.filter(customer=OuterRef("pk"), key__startswith=word.text)
    found = own | Q(Exists(keys))
    if word.is_place or word.is_meter:
        found |= Q(Exists(_points_of(word)))
    return found


def _points_of(word: Word) -> QuerySet[Holding]:
    points = points_at(word.text) if word.is_place else SupplyPoint.objects.filter(meter_number=word.text.upper())
    return Holding.objects.filter(customer=OuterRef("pk"), supply_point__in=points)


def ways(word: Word, *, whole_only: bool) -> Iterator[Ids]:
    """The ways in which a word may lead to customers: rows of their keys, never fewer than one."""
    if word.kind == "figures":
        yield from _by_figures(word, whole_only=whole_only)
    elif word.kind == "identity":
        yield _by_identity(word.text)
    elif word.kind == "letters":
        yield from _by_letters(word)
    else:
        yield Customer.objects.filter(name__startswith=word.text).values("pk")
        yield NameKey.objects.filter(key__startswith=word.text).values("customer")
        if word.is_place:
            yield Holding.objects.filter(supply_point__in=points_at(word.text)).values("customer")


def points_at(street: str) -> QuerySet[SupplyPoint]:
    """The supply points whose address begins so, however it is spaced; there is an index of exactly this expression."""
    unspaced = Replace("address", Value(" "), Value(""))
    return SupplyPoint.objects.alias(unspaced=unspaced).filter(unspaced__startswith=street.replace(" ", ""))


def _by_figures(word: Word, *, whole_only: bool) -> Iterator[Ids]:
    wants = {word.only} if word.only else {"phone", "account", "meter", "identity"}
    end, exactly = ("", True) if whole_only and word.is_whole else ("__startswith", False)
    tails = [form[::-1] for form in word.numbers]
    if "phone" in wants:
        yield Phone.objects.filter(_any("reversed", end, tails)).values("customer")
    if "account" in wants:
        yield _holders(_any("supply_point__account_reversed", end, tails[:1]))
    if "meter" in wants and (len(word.text) >= SHORTEST_METER or exactly or word.only):
        yield _holders(Q(supply_point__meter_number=word.text))
    if "identity" in wants and (len(word.text) in (15, 18) or word.only):
        yield _by_identity(word.text)


def _any(column: str, end: str, values: list[str]) -> Q:
    found = Q(pk__in=[])
    for value in values:
        found |= Q(**{f"{column}{end}": value})
    return found


def _by_letters(word: Word) -> Iterator[Ids]:
    if word.is_meter:
        yield _holders(Q(supply_point__meter_number=word.text.upper()))
    if word.only != "meter":
        yield Customer.objects.filter(initials__startswith=word.text).values("pk")
        yield NameKey.objects.filter(key__startswith=word.text).values("customer")


def _by_identity(number: str) -> Ids:
    sealed = [blind_index(form, column=IDENTITY) for form in identities(number)]
    return Customer.objects.filter(identity_index__in=sealed).values("pk")


def _holders(condition: Q) -> Ids:
    return Holding.objects.filter(condition).values("customer")
