"""The watch-list is looked through, and what somebody does about an entry of it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import Unit, User
from customers.models import Customer
from keyaccounts.actions.visits import plan_visit
from keyaccounts.model_watch import Handled
from keyaccounts.models import WatchEntry, WatchEvent, WatchRule
from keyaccounts.people import in_charge
from keyaccounts.watch.gathering import gather
from keyaccounts.watch.judging import judge
from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal

FURTHEST = timedelta(days=366)
# The rules that most companies begin with; every one may be changed or switched off.
USUAL: tuple[dict[str, object], ...] = (
    {"name": "用量连续下降", "fall_percent": 20, "fall_months": 3},
    {"name": "投诉偏多", "complaints": 2, "complaint_months": 6},
    {"name": "久未走访", "unvisited_days": 180},
    {"name": "欠费", "owed": 1000},
    {"name": "合同将到期", "contract_days": 60},
)


class EntryOver(Refusal):
    """The rule does not hold any more."""

    code = "watch_entry_over"
    status = 409

    def sentence(self) -> str:
        return _("This entry has ended in the meantime: its rule no longer holds.")


@transaction.atomic
def look_through(org: Unit, *, at: datetime) -> tuple[int, int]:
    """Try every rule on every key customer of a company: new entries appear, those that hold no longer end.

    Done twice, nothing changes. Returns how many appeared and how many ended.
    """
    # Whoever looks at the same time waits here.
    rules = [rule for rule in WatchRule.objects.select_for_update().filter(org=org).order_by("pk") if rule.is_active]
    known, today = gather(org, at=at), timezone.localdate(at)
    holding = {(entry.customer_id, entry.rule_id): entry for entry in WatchEntry.objects.filter(org=org).holding()}
    verdicts = {
        (customer, rule.pk): facts
        for rule in rules
        for customer, what in known.items()
        if (facts := judge(rule, what, on=today)) is not None
    }
    fresh = [
        WatchEntry(org=org, customer_id=key[0], rule_id=key[1], since=at, seen_at=at, facts=facts)
        for key, facts in verdicts.items()
        if key not in holding
    ]
    over = [entry for key, entry in holding.items() if key not in verdicts]
    still = [entry for key, entry in holding.items() if key in verdicts]
    for entry in still:
        entry.seen_at, entry.facts = at, verdicts[entry.customer_id, entry.rule_id]
    WatchEntry.objects.bulk_create(fresh)
    WatchEntry.objects.bulk_update(still, ["seen_at", "facts"], batch_size=500)
    WatchEntry.objects.filter(pk__in=[entry.pk for entry in over]).update(ended_at=at)
    _write([("appeared", entry) for entry in fresh] + [("ended", entry) for entry in over], at=at)
    _tell(fresh, {rule.pk: rule.name for rule in rules}, at=at)
    return len(fresh), len(over)


def _write(happened: Iterable[tuple[str, WatchEntry]], *, at: datetime) -> None:
    WatchEvent.objects.bulk_create(
        WatchEvent(org_id=entry.org_id, entry=entry, what=what, at=at, facts=entry.facts) for what, entry in happened
    )


def _tell(entries: list[WatchEntry], names: dict[UUID, str], *, at: datetime) -> None:
    """Whoever looks after a customer is told once of an entry; nobody's customers are the supervisors'."""
    customers = Customer.objects.select_related("caretaker", "org").in_bulk([entry.customer_id for entry in entries])
    for entry in entries:
        people = in_charge(customers[entry.customer_id])
        tell(
            people,
            key=f"watch:{entry.pk}",
            what="watch_entry",
            at=at,
            path=f"/watch/{entry.pk}/",
            facts={"rule": names[entry.rule_id]},
        )


@transaction.atomic
def plan(entry: WatchEntry, *, on: date | None, reason: str, by: User, at: datetime) -> WatchEntry:
    """A visit is planned because of the entry; it stands in the customer's file as well."""
    entry = _take(entry, by=by)
    day = _ahead(on, at=at)
    purpose = reason.strip() or _("Watch-list: %(rule)s") % {"rule": entry.rule.name}
    plan_visit(entry.customer, purpose=purpose, on=day, by=by, at=at)
    return _handle(entry, Handled.VISIT, reason=purpose, until_on=day, by=by, at=at)


@transaction.atomic
def explain(entry: WatchEntry, *, reason: str, by: User, at: datetime) -> WatchEntry:
    """There is a reason that needs nothing done (the plant is being rebuilt)."""
    entry = _take(entry, by=by)
    return _handle(entry, Handled.EXPLAINED, reason=_needed(reason), until_on=None, by=by, at=at)


@transaction.atomic
def put_off(entry: WatchEntry, *, on: date | None, reason: str, by: User, at: datetime) -> WatchEntry:
    """Not now, with a reason; after that day it is on the list again."""
    entry = _take(entry, by=by)
    return _handle(entry, Handled.SNOOZED, reason=_needed(reason), until_on=_ahead(on, at=at), by=by, at=at)


def _take(entry: WatchEntry, *, by: User) -> WatchEntry:
    if not by.may("watch"):
        raise NotAllowed("watch")
    held = WatchEntry.objects.select_for_update(of=("self",)).select_related("rule", "customer").get(pk=entry.pk)
    if held.ended_at:
        raise EntryOver
    return held


def _handle(
    entry: WatchEntry, handled: str, *, reason: str, until_on: date | None, by: User, at: datetime
) -> WatchEntry:
    entry.handled, entry.handled_by, entry.handled_at = handled, by, at
    entry.reason, entry.until_on = reason[:300], until_on
    entry.save(update_fields=["handled", "handled_by", "handled_at", "reason", "until_on"])
    facts = {"until": until_on.isoformat()} if until_on else {}
    WatchEvent.objects.create(
        org_id=entry.org_id, entry=entry, what=handled, at=at, by=by, reason=entry.reason, facts=facts
    )
    return entry


def _needed(reason: str) -> str:
    if not reason.strip():
        text = _("Say why.")
        raise Invalid(text, fields={"reason": text})
    return reason.strip()


def _ahead(on: date | None, *, at: datetime) -> date:
    today = timezone.localdate(at)
    if on is None or not today <= on <= today + FURTHEST:
        text = _("The day must lie ahead, within a year.")
        raise Invalid(text, fields={"on": text})
    return on


def adopt_usual(org: Unit, *, by: User, at: datetime) -> int:
    """Write the rules that most companies begin with; those whose name is taken are left as they are."""
    if not by.may("watch_rules"):
        raise NotAllowed("watch_rules")
    taken = set(WatchRule.objects.filter(org=org).values_list("name", flat=True))
    fresh = [WatchRule(org=org, by=by, at=at, **rule) for rule in USUAL if rule["name"] not in taken]
    WatchRule.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)
