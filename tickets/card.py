"""What a clerk sees of a customer the moment they are found: who, where, what is open, and the three reasons to rule out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from customers.models import Customer, CustomerTag, Holding, Phone, SupplyPoint
from outages.models import Outage
from outages.reach import Word, word_on
from servicedesk.lib.hanzi import characters
from servicedesk.lib.masks import mask_account, mask_phone
from tickets.lifecycle import Kind
from tickets.models import Ticket, TicketQuerySet
from tickets.standing import Standing, by_time_left

YEAR = timedelta(days=365)
LATELY = timedelta(days=30)
OFTEN = 3
SAME_FAULT = timedelta(minutes=30)
MOST_CASES = 6
COUNTED = (Kind.FAULT, Kind.COMPLAINT, Kind.ENQUIRY)
NOTHING_KNOWN = Word()
SATISFACTION: dict[int, Promise] = {
    5: _("Very satisfied"),
    4: _("Satisfied"),
    3: _("Fairly satisfied"),
    2: _("Dissatisfied"),
    1: _("Very dissatisfied"),
}

# How satisfied a customer was last, 5 to 1: whoever keeps the ratings, above this app, says how to find out.
LAST_SCORE: list[Callable[[Customer], int | None]] = []


@dataclass(frozen=True)
class Tag:
    """A word on a customer, and what it asks of whoever serves them."""

    word: str
    meaning: str = ""


@dataclass(frozen=True)
class Card:
    """One customer at the counter, at one of their supply points, on one of their phones."""

    customer: Customer
    points: list[SupplyPoint]
    point: SupplyPoint | None
    phone: Phone | None
    cases: list[Standing]
    counts: dict[str, int] = field(default_factory=dict)
    contacts: int = 0
    score: int | None = None
    neighbours: int = 0
    tags: list[Tag] = field(default_factory=list)
    others: list[Holding] = field(default_factory=list)
    supply: Word = NOTHING_KNOWN

    @property
    def avatar(self) -> str:
        """The first character of the name, whole, however it is stored."""
        return characters(self.customer.name)[0] if self.customer.name else ""

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone.number) if self.phone else ""

    @property
    def masked_account(self) -> str:
        return mask_account(self.point.account_number) if self.point else ""

    @property
    def masked_address(self) -> str:
        return self.point.masked_address if self.point else ""

    @property
    def is_in_arrears(self) -> bool:
        return self.point is not None and self.point.balance < 0

    @property
    def owed(self) -> str:
        return f"{abs(self.point.balance):.2f}" if self.point else ""

    @property
    def has_open_fault(self) -> bool:
        return any(row.ticket.kind == Kind.FAULT for row in self.cases)

    @property
    def comes_often(self) -> bool:
        """So many contacts in a month that whoever serves them should know (反复来电)."""
        return self.contacts >= OFTEN

    @property
    def score_word(self) -> Promise | str:
        """How satisfied they said they were last, in the official words."""
        return SATISFACTION.get(self.score or 0, "")

    @property
    def works(self) -> list[Outage]:
        """What is planned, now or soon: the second of the three checks."""
        return [one for one in (*self.supply.now, *self.supply.soon) if one.kind != "fault"]

    @property
    def faults(self) -> list[Outage]:
        """A fault that is known already: the third of the three checks."""
        return [one for one in self.supply.now if one.kind == "fault"]


def card_for(
    customer: Customer, *, user: User, at: datetime, point: UUID | None = None, phone: UUID | None = None
) -> Card:
    """Gather the card. `point` and `phone` name one of the customer's; without them the first and the main one are taken.

    Cases and counts are those that `user` may see. The number of faults nearby is the company's: a number only.
    """
    points = [holding.supply_point for holding in customer.holdings.all()]
    standing_at = next((one for one in points if one.pk == point), points[0] if points else None)
    visible = Ticket.objects.visible_to(user).filter(customer=customer)
    counts, contacts = _counts(visible, at=at)
    return Card(
        customer=customer,
        points=points,
        point=standing_at,
        phone=_chosen(list(customer.phones.all()), phone),
        cases=by_time_left(visible.open().order_by("registered_at"), most=MOST_CASES),
        counts=counts,
        contacts=contacts,
        score=next((score(customer) for score in LAST_SCORE), None),
        neighbours=_faults_nearby(standing_at, since=at - SAME_FAULT),
        tags=_tags(customer),
        others=_others(customer, standing_at, user=user),
        supply=word_on(standing_at, at=at) if standing_at else NOTHING_KNOWN,
    )


def _chosen(phones: list[Phone], wanted: UUID | None) -> Phone | None:
    named = next((phone for phone in phones if phone.pk == wanted), None)
    main = next((phone for phone in phones if phone.is_main), phones[0] if phones else None)
    return named or main


def _counts(visible: TicketQuerySet, *, at: datetime) -> tuple[dict[str, int], int]:
    """Of the last twelve months by kind; and how often they came or urged in the last thirty days."""
    figures = list(twelve_months(visible, at=at))
    found = {row["kind"]: row["n"] for row in figures}
    counts = {str(kind): found.get(kind, 0) for kind in COUNTED}
    contacts = sum(row["new"] + (row["asked"] or 0) for row in figures)
    return counts | {"other": sum(found.values()) - sum(counts.values())}, contacts


def twelve_months(visible: TicketQuerySet, *, at: datetime) -> QuerySet[Any, Any]:
    """How many of each kind in the last twelve months; of these, how many and how much urged in the last thirty days."""
    lately = Q(registered_at__gte=at - LATELY)
    rows = visible.filter(registered_at__gte=at - YEAR).values("kind").order_by()
    return rows.annotate(n=Count("pk"), new=Count("pk", filter=lately), asked=Sum("urges", filter=lately))


def _tags(customer: Customer) -> list[Tag]:
    """The customer's tags, each with what the vocabulary says that it asks."""
    if not customer.tags:
        return []
    known = CustomerTag.objects.filter(org_id=customer.org_id, name__in=customer.tags)
    meanings = dict(known.values_list("name", "meaning"))
    return [Tag(word, meanings.get(word, "")) for word in customer.tags]


def _others(customer: Customer, point: SupplyPoint | None, *, user: User) -> list[Holding]:
    """Who else belongs to this account, of those whom `user` may see."""
    if point is None:
        return []
    people = Customer.objects.visible_to(user).listed().filter(org_id=customer.org_id)
    rows = Holding.objects.filter(supply_point=point, customer__in=people).exclude(customer=customer)
    return list(rows.select_related("customer").order_by("part", "pk")[:4])


def _faults_nearby(point: SupplyPoint | None, *, since: datetime) -> int:
    if point is None or not point.transformer:
        return 0
    near = Ticket.objects.open().filter(org_id=point.org_id, kind=Kind.FAULT, registered_at__gte=since)
    return near.filter(supply_point__transformer=point.transformer).exclude(supply_point=point).count()
