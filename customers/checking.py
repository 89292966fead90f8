"""What is verified before it counts: a paper shown at the counter, an address that is said to be wrong."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from customers.editing import require, touch
from customers.history import hold, record
from customers.model_points import Area
from customers.models import IDENTITY, Correction, Customer, IdentityCheck, SupplyPoint
from customers.refusals import Decided, OwnRequest
from servicedesk.lib.masks import mask_account, mask_address
from servicedesk.lib.refusals import Invalid
from servicedesk.lib.sealing import blind_index


@transaction.atomic
def check_identity(
    customer: Customer,
    *,
    paper: str,
    by: User,
    at: datetime,
    number: str = "",
    valid_until: date | None = None,
    note: str = "",
) -> IdentityCheck:
    """Record that a paper was looked at. An ID number is compared with the one on record, or becomes it; it is kept sealed.

    An authorisation needs the day until which it holds.
    """
    require("customer_edit", by)
    if paper == IdentityCheck.Paper.AUTHORISATION and valid_until is None:
        text = _("Say until when the authorisation holds.")
        raise Invalid(text, fields={"valid_until": text})
    if valid_until and valid_until < timezone.localtime(at).date():
        text = _("This paper is not valid any more.")
        raise Invalid(text, fields={"valid_until": text})
    held = hold(customer)
    result = _compare(held, paper, "".join(number.split()).upper())
    check = IdentityCheck(org_id=held.org_id, customer=held, paper=paper, result=result, by=by, at=at)
    check.valid_until, check.note = valid_until, note.strip()[:200]
    check.save()
    record(held, "identity_checked", by=by, at=at, facts={"paper": paper, "result": result})
    if result == IdentityCheck.Result.FIRST:
        touch(held, "identity_sealed", "identity_index")
    return check


def _compare(held: Customer, paper: str, number: str) -> str:
    if not number or paper not in (IdentityCheck.Paper.ID_CARD, IdentityCheck.Paper.LICENCE):
        return IdentityCheck.Result.SEEN
    if not (number.isascii() and number.isalnum() and len(number) in (15, 18)):
        text = _("An ID number or a business licence has 15 or 18 characters; this one has %(count)d.")
        raise Invalid(text % {"count": len(number)}, fields={"number": text % {"count": len(number)}})
    if not held.identity_index:
        held.set_identity(number)
        return IdentityCheck.Result.FIRST
    is_same = blind_index(number, column=IDENTITY) == held.identity_index
    return IdentityCheck.Result.SAME if is_same else IdentityCheck.Result.DIFFERENT


@transaction.atomic
def ask_correction(
    customer: Customer,
    supply_point: SupplyPoint,
    *,
    address: str,
    reason: str,
    by: User,
    at: datetime,
    area: str = "",
) -> Correction:
    """Say that an address is wrong; it changes when a second person has verified it."""
    require("customer_edit", by)
    held = hold(customer)
    address = " ".join(address.split())[:200]
    if not held.holdings.filter(supply_point=supply_point).exists():
        raise Invalid(_("This account is not one of the customer's."))
    if not address or not reason.strip():
        field = "reason" if address else "address"
        raise Invalid(_("Write the right address and how you know it."), fields={field: _("missing")})
    if area and area not in Area.values:
        raise Invalid(fields={"area": area})
    if Correction.objects.open().filter(supply_point=supply_point).exists():
        raise Invalid(_("A correction of this address waits already."))
    asked = Correction(org_id=held.org_id, supply_point=supply_point, customer=held, by=by, asked_at=at)
    asked.address, asked.area, asked.reason = address, area, reason.strip()[:500]
    asked.save()
    facts = {"account": mask_account(supply_point.account_number), "after": mask_address(address)}
    record(held, "correction_asked", by=by, at=at, facts=facts, reason=asked.reason)
    return asked


@transaction.atomic
def decide_correction(correction: Correction, *, accept: bool, by: User, at: datetime, answer: str = "") -> Correction:
    """Take a corrected address over, or leave the old one with a reason. Not by whoever asked."""
    require("customer_verify", by)
    asked = Correction.objects.select_for_update().get(pk=correction.pk)
    if asked.by_id == by.pk:
        raise OwnRequest
    if asked.decided_at is not None:
        raise Decided
    if not accept and not answer.strip():
        raise Invalid(_("Write a reason."), fields={"answer": _("missing")})
    held = hold(asked.customer)
    point = SupplyPoint.objects.select_for_update().get(pk=asked.supply_point_id)
    asked.decided_by, asked.decided_at, asked.is_accepted = by, at, accept
    asked.answer = answer.strip()[:500]
    asked.save(update_fields=["decided_by", "decided_at", "is_accepted", "answer"])
    facts = {"account": mask_account(point.account_number), "before": mask_address(point.address)}
    facts["after"] = mask_address(asked.address)
    if not accept:
        record(held, "correction_refused", by=by, at=at, facts=facts, reason=asked.answer)
        return asked
    sealed = {"before": point.address, "after": asked.address, "area": point.area}
    record(held, "address", by=by, at=at, facts=facts, sealed=sealed, reason=asked.answer)
    point.address, point.area = asked.address, asked.area or point.area
    point.save(update_fields=["address", "area"])
    touch(held)
    return asked
