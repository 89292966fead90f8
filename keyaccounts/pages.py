"""What each tab of a customer's file shows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise

from accounts.models import User
from customers.models import Correction, Customer, CustomerEvent, Holding
from customers.sentences import tell_change
from keyaccounts.forms import EVERY_WORDS, POWER_WORDS
from keyaccounts.model_care import LevelTerm
from keyaccounts.model_dealings import CareVisit, FollowUp, Reminder
from keyaccounts.turns import occurrence
from servicedesk.lib.paging import newest_first
from tickets.filing import Limits
from tickets.model_event import TicketEvent
from tickets.models import Attachment, Ticket
from tickets.sentences import tell

FEW = 5
MANY = 100


@dataclass(frozen=True)
class Belonging:
    """Somebody who belongs to an account, as the page shows them."""

    holding: Holding
    is_open: bool
    powers: list[Promise]
    is_over: bool

    @property
    def phone(self) -> Any:
        phones = list(self.holding.customer.phones.all())
        return next((one for one in phones if one.is_main), phones[0] if phones else None)


def overview(customer: Customer, user: User, query: QueryDict, *, at: datetime) -> dict[str, Any]:
    """Phones, accounts with everybody who belongs to them, what is near, papers that were checked."""
    today = timezone.localdate(at)
    points = customer.supply_points.select_related("hall").order_by("account_number")
    holdings = Holding.objects.select_related("customer").prefetch_related("customer__phones").order_by("part", "pk")
    waiting = Correction.objects.open().select_related("by")
    points = points.prefetch_related(
        Prefetch("holdings", holdings), Prefetch("corrections", waiting, to_attr="waiting")
    ).distinct()
    seen = set(Customer.objects.visible_to(user).filter(holdings__supply_point__in=points).values_list("pk", flat=True))
    return {
        "points": [(point, [_belonging(one, seen, today) for one in point.holdings.all()]) for point in points],
        "phones": sorted(customer.phones.all(), key=lambda phone: (not phone.is_main, phone.pk)),
        "checks": customer.identity_checks.select_related("by").order_by("-at")[:FEW],
        "term": LevelTerm.objects.filter(customer=customer, ended_at__isnull=True).select_related("decided_by").first(),
        "care_term": customer.caretaker_terms.filter(until_at__isnull=True).first(),
        "cases": Ticket.objects.visible_to(user).filter(customer=customer).for_list().order_by("-registered_at")[:FEW],
        **near(customer, today),
    }


def _belonging(holding: Holding, seen: set[Any], today: date) -> Belonging:
    words = [POWER_WORDS[power] for power in holding.powers if power in POWER_WORDS]
    is_over = holding.until_on is not None and holding.until_on < today
    return Belonging(holding, holding.customer_id in seen, words, is_over)


def near(customer: Customer, today: date) -> dict[str, Any]:
    """What comes next: planned visits, what was promised, dates."""
    planned = CareVisit.objects.filter(customer=customer, paid_on__isnull=True, dropped_at__isnull=True)
    owed = FollowUp.objects.filter(customer=customer, done_at__isnull=True)
    return {
        "today": today,
        "planned": list(planned.order_by("planned_on")[:FEW]),
        "owed": list(owed.order_by("due_on")[:FEW]),
        "next_dates": [(row, _on(row)) for row in customer.reminders.live().order_by("remind_at")[:FEW]],
    }


def _on(reminder: Reminder) -> date:
    return occurrence(reminder.first_on, reminder.every_months, reminder.turn)


def services(customer: Customer, user: User, query: QueryDict, *, at: datetime) -> dict[str, Any]:
    """Every case of the customer that this person may see, newest first, with how it ended."""
    rows = Ticket.objects.visible_to(user).filter(customer=customer).for_list()
    page = newest_first(rows, query, by="registered_at")
    ended = TicketEvent.objects.filter(ticket__in=[row.pk for row in page.rows], what__in=("close", "withdraw"))
    how = {event.ticket_id: tell(event) for event in ended.select_related("by").order_by("seq")}
    return {"pager": page, "rows": [(row, "" if row.is_open else how.get(row.pk, "")) for row in page.rows]}


def contracts(customer: Customer, user: User, query: QueryDict, *, at: datetime) -> dict[str, Any]:
    """The contracts, those in force first."""
    rows = customer.contracts.select_related("supply_point", "by").order_by("ended_on", "-signed_on")
    today = timezone.localdate(at)
    found = sorted(rows[:MANY], key=lambda row: row.ended_on is not None)
    scans: dict[Any, list[Attachment]] = {}
    for scan in Attachment.objects.shown().held(*(row.pk for row in found)).order_by("at", "pk"):
        scans.setdefault(scan.held_by, []).append(scan)
    return {
        "contracts": [(row, scans.get(row.pk, [])) for row in found],
        "today": today,
        "files": {"limits": Limits()},
        "may_scan": user.may("care"),
    }


def visits(customer: Customer, user: User, query: QueryDict, *, at: datetime) -> dict[str, Any]:
    """Visits planned and paid, and everything promised."""
    rows = customer.care_visits.select_related("planned_by", "paid_by").prefetch_related("follow_ups")
    todo = customer.follow_ups.filter(done_at__isnull=True).select_related("owner", "by").order_by("due_on")
    done = customer.follow_ups.filter(done_at__isnull=False).select_related("done_by").order_by("-done_at")
    is_open = {"paid_on__isnull": True, "dropped_at__isnull": True}
    return {
        "plans": rows.filter(**is_open).order_by("planned_on")[:MANY],
        "paid": rows.exclude(**is_open).order_by("-paid_on", "-at")[:MANY],
        "todo": todo[:MANY],
        "settled": done[:MANY],
        "today": timezone.localdate(at),
    }


def dates(customer: Customer, user: User, query: QueryDict, *, at: datetime) -> dict[str, Any]:
    """The dates that are kept, the nearest first, and those that are over."""
    live = customer.reminders.live().select_related("contract").order_by("remind_at")
    over = customer.reminders.filter(ended_at__isnull=False).order_by("-ended_at")
    return {
        "dates": [(row, _on(row), EVERY_WORDS[row.every_months]) for row in live[:MANY]],
        "over": over[:MANY],
        "today": timezone.localdate(at),
    }


def changes(customer: Customer, user: User, query: QueryDict, *, at: datetime) -> dict[str, Any]:
    """Who changed what, newest first; who was caretaker, and how important the customer was held to be."""
    rows = CustomerEvent.objects.filter(customer=customer).select_related("by__home")
    page = newest_first(rows, query)
    return {
        "pager": page,
        "events": [_entry(event) for event in page.rows],
        "terms": customer.caretaker_terms.select_related("person", "assigned_by").order_by("-from_at")[:MANY],
        "levels": customer.level_terms.select_related("decided_by").order_by("-from_at")[:MANY],
    }


def _entry(event: CustomerEvent) -> dict[str, Any]:
    text, icon = tell_change(event)
    home = event.by.home.name if event.by and event.by.home else ""
    aside = " · ".join(filter(None, (event.reason, home)))
    return {"pk": event.pk, "at": event.at, "by": event.by, "text": text, "icon": icon, "aside": aside}


PAGES: dict[str, Callable[..., dict[str, Any]]] = {
    "file": overview,
    "services": services,
    "contracts": contracts,
    "visits": visits,
    "dates": dates,
    "changes": changes,
}
