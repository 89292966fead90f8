"""Contracts with a customer: entered, and ended; the end of one is a date that is kept."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from customers.editing import require
from customers.history import record
from customers.models import Customer, SupplyPoint
from keyaccounts.actions.dates import keep_date
from keyaccounts.model_dealings import Contract, Reminder
from keyaccounts.refusals import DoneAlready
from servicedesk.lib.files.reading import Ready
from servicedesk.lib.refusals import Invalid
from tickets.actions.attaching import hide_held, hold_for
from tickets.models import Attachment

SAID_AHEAD = 60


@transaction.atomic
def enter_contract(
    customer: Customer,
    *,
    kind: str,
    number: str,
    signed_on: date,
    by: User,
    at: datetime,
    valid_until: date | None = None,
    supply_point: SupplyPoint | None = None,
    file_ref: str = "",
    note: str = "",
) -> Contract:
    """Enter a contract. One that ends is said to the caretaker 60 days ahead."""
    require("care", by)
    number = number.strip()[:60]
    if not number:
        raise Invalid(_("Write the number of the contract."), fields={"number": _("missing")})
    if Contract.objects.filter(org_id=customer.org_id, number=number).exists():
        text = _("There is a contract with this number already.")
        raise Invalid(text, fields={"number": text})
    if valid_until and valid_until < signed_on:
        text = _("It cannot end before it was signed.")
        raise Invalid(text, fields={"valid_until": text})
    made = Contract(org_id=customer.org_id, customer=customer, kind=kind, number=number, signed_on=signed_on)
    made.valid_until, made.supply_point, made.by, made.at = valid_until, supply_point, by, at
    made.file_ref, made.note = file_ref.strip()[:200], note.strip()[:500]
    made.save()
    record(customer, "contract", by=by, at=at, facts={"number": number, "kind": kind})
    if valid_until and valid_until >= timezone.localtime(at).date():
        kind = Reminder.Kind.CONTRACT
        keep_date(
            customer, kind=kind, first_on=valid_until, text=number, ahead_days=SAID_AHEAD, contract=made, by=by, at=at
        )
    return made


@transaction.atomic
def end_contract(contract: Contract, *, on: date, by: User, at: datetime) -> None:
    """A contract has ended, or was replaced; nobody is reminded of it any more."""
    require("care", by)
    if not Contract.objects.filter(pk=contract.pk, ended_on__isnull=True).update(ended_on=on, ended_by=by):
        raise DoneAlready
    Reminder.objects.live().filter(contract=contract).update(ended_at=at)
    record(contract.customer, "contract_ended", by=by, at=at, facts={"number": contract.number})


@transaction.atomic
def add_scans(contract: Contract, files: Sequence[Ready], *, by: User, at: datetime) -> list[Attachment]:
    """Keep the scanned paper with its contract; the same bytes again are the scan that is there. Raises NotTaken."""
    require("care", by)
    rows = hold_for(contract.pk, files, org=contract.org, by=by, at=at)
    record(contract.customer, "contract_scan", by=by, at=at, facts={"number": contract.number, "count": len(rows)})
    return rows


@transaction.atomic
def drop_scan(contract: Contract, scan: Attachment, *, reason: str, by: User, at: datetime) -> None:
    """Take a scan out of sight, with a reason."""
    require("care", by)
    if not hide_held(scan, reason=reason, by=by, at=at):
        raise DoneAlready
    record(contract.customer, "contract_scan_gone", by=by, at=at, facts={"number": contract.number}, reason=reason)
