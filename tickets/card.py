"""What a clerk sees of a customer the moment they are found: who, where, what is open, and the three reasons to rule out."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count

from accounts.models import User
from customers.models import Customer, Phone, SupplyPoint
from servicedesk.lib.masks import mask_account, mask_phone
from tickets.lifecycle import Kind
from tickets.models import Ticket, TicketQuerySet
from tickets.standing import Standing, by_time_left

YEAR = timedelta(days=365)
SAME_FAULT = timedelta(minutes=30)
MOST_CASES = 6
COUNTED = (Kind.FAULT, Kind.COMPLAINT, Kind.ENQUIRY)


@dataclass(frozen=True)
class Card:
    """One customer at the counter, at one of their supply points."""

    customer: Customer
    points: list[SupplyPoint]
    point: SupplyPoint | None
    phone: Phone | None
    cases: list[Standing]
    counts: dict[str, int] = field(default_factory=dict)
    neighbours: int = 0

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


def card_for(customer: Customer, *, user: User, at: datetime, point: UUID | None = None) -> Card:
    """Gather the card. `point` names one of the customer's supply points; without it the first is taken.

    Cases and counts are those that `user` may see. The number of faults nearby is the company's: a number only.
    """
    points = [holding.supply_point for holding in customer.holdings.all()]
    standing_at = next((one for one in points if one.pk == point), points[0] if points else None)
    visible = Ticket.objects.visible_to(user).filter(customer=customer)
    return Card(
        customer=customer,
        points=points,
        point=standing_at,
        phone=_main(list(customer.phones.all())),
        cases=by_time_left(visible.open().order_by("registered_at"), most=MOST_CASES),
        counts=_counts(visible.counted(), since=at - YEAR),
        neighbours=_faults_nearby(standing_at, since=at - SAME_FAULT),
    )


def _main(phones: list[Phone]) -> Phone | None:
    return next((phone for phone in phones if phone.is_main), phones[0] if phones else None)


def _counts(visible: TicketQuerySet, *, since: datetime) -> dict[str, int]:
    rows = visible.filter(registered_at__gte=since).values_list("kind").annotate(Count("pk")).order_by()
    found = dict(rows)
    counts = {str(kind): found.get(kind, 0) for kind in COUNTED}
    return counts | {"other": sum(found.values()) - sum(counts.values())}


def _faults_nearby(point: SupplyPoint | None, *, since: datetime) -> int:
    if point is None or not point.transformer:
        return 0
    near = Ticket.objects.open().filter(org_id=point.org_id, kind=Kind.FAULT, registered_at__gte=since)
    return near.filter(supply_point__transformer=point.transformer).exclude(supply_point=point).count()
