"""Customers taken down by hand at the counter: held against the files later, one by one (待核客户)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from customers.history import hold, record
from customers.models import Customer, CustomerQuerySet, Holding, SupplyPoint
from servicedesk.lib.masks import mask_account
from servicedesk.lib.phones import digits
from servicedesk.lib.refusals import Invalid, NotAllowed


def to_verify(user: User) -> CustomerQuerySet:
    """Those who wait, whoever took them down; the newest first."""
    waiting = Customer.objects.visible_to(user).listed().filter(unverified_at__isnull=False)
    return waiting.order_by("-unverified_at", "-pk")


@transaction.atomic
def verify(customer: Customer, *, account_number: str = "", by: User, at: datetime) -> Customer:
    """Say who somebody is: a contact of this account, or (without one) an occasional customer who is right as they are."""
    if not by.may("customer_edit"):
        raise NotAllowed("customer_edit")
    held = hold(customer)
    if held.unverified_at is None:
        return held
    number = digits(account_number)
    if account_number.strip():
        _join(held, number)
    held.unverified_at = None
    held.save(update_fields=["unverified_at"])
    record(held, "verified", by=by, at=at, facts={"account": mask_account(number) if number else ""})
    return held


def _join(held: Customer, number: str) -> None:
    point = SupplyPoint.objects.filter(org_id=held.org_id, account_number=number).first()
    if point is None:
        said = _("No account %(number)s.") % {"number": number or "—"}
        raise Invalid(said, fields={"account": said})
    Holding.objects.get_or_create(
        org_id=held.org_id, customer=held, supply_point=point, defaults={"part": Holding.Part.CONTACT}
    )
