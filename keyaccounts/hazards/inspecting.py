"""Safety files and the inspections that fall due by their cycle."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import Unit, User
from customers.models import Customer, SupplyPoint
from keyaccounts.hazards.terms import cycle_of, months_on, terms_of
from keyaccounts.models import Inspection, SafetyFile
from keyaccounts.people import in_charge
from servicedesk.lib.refusals import Invalid, NotAllowed


@transaction.atomic
def keep_file(customer: Customer, point: SupplyPoint, *, voltage: str, by: User, at: datetime) -> SafetyFile:
    """Open the safety file of an account, or write how it is supplied now; the next inspection is counted anew."""
    _check(by)
    held = SafetyFile.objects.select_for_update().filter(supply_point=point).first()
    file = held or SafetyFile(org_id=point.org_id, supply_point=point, filed_at=at, filed_by=by)
    file.customer, file.voltage = customer, voltage
    since = file.inspected_on or timezone.localdate(file.filed_at)
    file.next_on = months_on(since, cycle_of(customer.org, voltage=voltage, level=customer.level))
    file.save()
    return file


@transaction.atomic
def inspect(file: SafetyFile, *, on: date | None, note: str, by: User, at: datetime) -> Inspection:
    """Write down an inspection that was made; the next one is due a cycle later."""
    _check(by)
    today = timezone.localdate(at)
    held = SafetyFile.objects.select_for_update(of=("self",)).select_related("customer__org").get(pk=file.pk)
    if on is None or not timezone.localdate(held.filed_at) - timedelta(days=366) <= on <= today:
        text = _("The day of the inspection cannot lie ahead, nor long before the file.")
        raise Invalid(text, fields={"on": text})
    done = Inspection.objects.create(
        org_id=held.org_id, file=held, due_on=held.next_on, done_on=on, at=at, by=by, note=note.strip()[:500]
    )
    if held.inspected_on is None or on >= held.inspected_on:
        held.inspected_on = on
        held.next_on = months_on(on, cycle_of(held.customer.org, voltage=held.voltage, level=held.customer.level))
        held.save(update_fields=["inspected_on", "next_on"])
    return done


def _check(by: User) -> None:
    if not by.may("inspect"):
        raise NotAllowed("inspect")


@transaction.atomic
def count_anew(org: Unit, *, by: User) -> int:
    """The cycles were changed: every next inspection is counted from the last one by the new ones."""
    changed = []
    for file in SafetyFile.objects.select_for_update(of=("self",)).filter(org=org).select_related("customer"):
        since = file.inspected_on or timezone.localdate(file.filed_at)
        due = months_on(since, cycle_of(org, voltage=file.voltage, level=file.customer.level))
        if due != file.next_on:
            file.next_on = due
            changed.append(file)
    SafetyFile.objects.bulk_update(changed, ["next_on"], batch_size=500)
    return len(changed)


@transaction.atomic
def say_due(org: Unit, *, at: datetime) -> int:
    """Tell whoever looks after the accounts which inspections fall due soon; each due day is told of once."""
    today = timezone.localdate(at)
    soon = today + timedelta(days=terms_of(org).warn_days)
    files = SafetyFile.objects.select_for_update(of=("self",)).filter(org=org, next_on__lte=soon)
    rows = [
        file
        for file in files.select_related("customer__caretaker", "customer__org")
        if file.due_told_on != file.next_on
    ]
    meant: dict[UUID, User] = {}
    due: dict[UUID, list[date]] = defaultdict(list)
    for file in rows:
        for person in in_charge(file.customer):
            meant[person.pk] = person
            due[person.pk].append(file.next_on)
        file.due_told_on = file.next_on
    for key, person in meant.items():
        facts = {"count": len(due[key]), "until": min(due[key]).isoformat()}
        told = f"inspections:{org.pk}:{today}"
        tell([person], key=told, what="inspection_due", at=at, path="/hazards/?show=inspections", facts=facts)
    SafetyFile.objects.bulk_update(rows, ["due_told_on"], batch_size=500)
    return len(rows)
