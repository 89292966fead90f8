"""What is known of the key customers of a company: a few questions to the database, whatever their number."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, Sum
from django.utils import timezone

from accounts.models import Unit
from customers.models import Customer, Holding
from keyaccounts.figures.chart import months_back
from keyaccounts.model_figures import USERS
from keyaccounts.models import CareVisit, Consumption, Contract
from keyaccounts.watch.judging import Known, same_day
from tickets.lifecycle import Kind, Status
from tickets.models import Ticket

MOST_MONTHS = 26
LONGEST = 36  # months of complaints that a rule may look back

Of = dict[UUID, list[UUID]]


def gather(org: Unit, *, at: datetime) -> dict[UUID, Known]:
    """What is known of each key customer of a company."""
    today = timezone.localdate(at)
    people = list(Customer.objects.filter(org=org).key().values_list("pk", "level", "created_at"))
    keys = [pk for pk, _level, _since in people]
    accounts = _accounts(org, keys)
    use, owed = _use(org, accounts, today), _owed(org, keys)
    complaints, visits, ends = _complaints(org, keys, today), _visits(org, keys), _contract_ends(org, keys)
    return {
        pk: Known(
            level=level,
            use=use.get(pk, {}),
            complained_on=tuple(complaints.get(pk, ())),
            visited_on=visits.get(pk) or timezone.localdate(since),
            was_visited=pk in visits,
            owed=owed.get(pk, Decimal(0)),
            contract_ends=ends.get(pk),
        )
        for pk, level, since in people
    }


def _accounts(org: Unit, keys: list[UUID]) -> Of:
    """Who uses which account."""
    users: Of = defaultdict(list)
    held = Holding.objects.filter(org=org, customer__in=keys, part__in=USERS)
    for point, customer in held.values_list("supply_point", "customer"):
        users[point].append(customer)
    return users


def _use(org: Unit, accounts: Of, today: date) -> dict[UUID, dict[str, dict[date, Decimal]]]:
    """Each customer's use by sort and month, over all accounts."""
    found: dict[UUID, dict[str, dict[date, Decimal]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(Decimal)))
    since = months_back(today, MOST_MONTHS)[0]
    rows = Consumption.objects.filter(org=org, supply_point__in=accounts.keys(), month__gte=since)
    for point, sort, month, quantity in rows.values_list("supply_point", "sort", "month", "quantity").iterator():
        for customer in accounts[point]:
            found[customer][sort][month] += quantity
    return found


def _owed(org: Unit, keys: list[UUID]) -> dict[UUID, Decimal]:
    held = Holding.objects.filter(org=org, customer__in=keys, part__in=USERS, supply_point__balance__lt=0)
    sums = held.values("customer").annotate(balance=Sum("supply_point__balance"))
    return {row["customer"]: -row["balance"] for row in sums}


def _complaints(org: Unit, keys: list[UUID], today: date) -> dict[UUID, list[date]]:
    found: dict[UUID, list[date]] = defaultdict(list)
    rows = Ticket.objects.filter(org=org, customer__in=keys, kind=Kind.COMPLAINT, undone_at__isnull=True)
    rows = rows.exclude(status=Status.WITHDRAWN).filter(registered_at__date__gt=same_day(today, LONGEST))
    for customer, moment in rows.values_list("customer", "registered_at"):
        if customer:
            found[customer].append(timezone.localdate(moment))
    return found


def _visits(org: Unit, keys: list[UUID]) -> dict[UUID, date]:
    paid = CareVisit.objects.filter(org=org, customer__in=keys, paid_on__isnull=False)
    return {row["customer"]: row["last"] for row in paid.values("customer").annotate(last=Max("paid_on"))}


def _contract_ends(org: Unit, keys: list[UUID]) -> dict[UUID, date]:
    """The contract that ends first; one that was followed by a longer one of its kind for the same account has not ended."""
    longest: dict[tuple[UUID, str, UUID | None], date | None] = {}
    rows = Contract.objects.filter(org=org, customer__in=keys, ended_on__isnull=True)
    for customer, kind, point, until in rows.values_list("customer", "kind", "supply_point", "valid_until"):
        key = (customer, kind, point)
        known = longest.get(key, date.min)
        longest[key] = None if until is None or known is None else max(known, until)
    ends: dict[UUID, date] = {}
    for (customer, _kind, _point), until in longest.items():
        if until is not None:
            ends[customer] = min(ends.get(customer, date.max), until)
    return ends
