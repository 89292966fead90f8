"""What is done to customers and to what we owe them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actions import count_reveal
from accounts.models import Unit, User
from customers.models import Customer, Holding, Message, Phone, SupplyPoint
from customers.naming import call, learn
from customers.resting import come_again, wake
from servicedesk.lib.phones import digits, normalise
from servicedesk.lib.refusals import Invalid, NotAllowed
from servicedesk.lib.together import put


def add_phone(customer: Customer, number: str, *, is_main: bool = True) -> Phone:
    """Give a customer one more number; the same number twice is one row."""
    plain = normalise(number)
    phone, _is_new = Phone.objects.get_or_create(
        org_id=customer.org_id,
        customer=customer,
        number=plain,
        defaults={"reversed": digits(plain)[::-1], "is_main": is_main},
    )
    return phone


@transaction.atomic
def register_customer(
    *,
    org: Unit,
    name: str,
    phone: str,
    at: datetime,
    kind: str = "",
    identity: str = "",
    is_by_hand: bool = False,
) -> Customer:
    """Register somebody who came in: a name and a phone are enough. Whoever is known by both already is returned.

    `is_by_hand`: nobody has held them against a file yet; they are on the list of those to be verified.
    """
    name = " ".join(name.split())
    if not name:
        raise Invalid(
            _("Write the customer's name, or how to address them."),
            fields={"name": _("missing")},
        )
    number = normalise(phone)
    known = come_again(Customer.objects.filter(org=org, name=name), number, at=at)
    if known:
        return known
    customer = call(Customer(org=org, kind=kind or Customer.Kind.RESIDENT, created_at=at), name)
    if is_by_hand:
        customer.unverified_at = at
    if identity:
        customer.set_identity(identity)
    customer.save()
    learn([customer])
    add_phone(customer, number)
    return customer


def add_supply_point(
    *,
    org: Unit,
    holder: Customer,
    account_number: str,
    address: str,
    area: str,
    **more: object,
) -> SupplyPoint:
    """Open an account at an address for a customer. `more`: hall, meter_number, transformer, feeder, balance (yuan)."""
    point = SupplyPoint.objects.create(
        org=org,
        account_number=account_number,
        account_reversed=digits(account_number)[::-1],
        address=address,
        area=area,
        **more,
    )
    Holding.objects.create(org=org, customer=holder, supply_point=point)
    wake(holder, at=None)
    return point


@transaction.atomic
def reveal(customer: Customer, field: str, *, by: User, at: datetime, pk: UUID | None = None, reason: str = "") -> str:
    """Show one personal field in full, once, and record who saw whose. `field`: name, phone, address or identity."""
    if not by.may("reveal"):
        raise NotAllowed("reveal")
    shown = {
        "name": lambda: customer.name,
        "phone": lambda: customer.phones.get(pk=pk).number if pk else customer.phones.earliest("pk").number,
        "address": lambda: (
            customer.supply_points.get(pk=pk).address if pk else customer.supply_points.earliest("pk").address
        ),
        "identity": customer.identity,
    }
    if field not in shown:
        raise Invalid(_("This field is not hidden."), fields={"field": field})
    count_reveal(by, at=at, facts={"customer": str(customer.pk), "field": field}, reason=reason)
    return shown[field]()


def owe(
    *,
    org: Unit,
    customer: Customer | None,
    address: str,
    key: str,
    template: str,
    text: str,
    at: datetime,
    not_before: datetime | None = None,
    is_first: bool = False,
) -> Message | None:
    """Put one SMS in the letterbox; saying the same thing twice is one message. Without a number nothing is owed.

    It leaves `not_before` what can still be undone. `is_first`: the caller knows that it was never said.
    """
    if not address:
        return None
    if not is_first and Message.objects.filter(key=key).exists():
        return None
    message = Message(key=key, org=org, customer=customer, address=address, template=template, text=text)
    message.created_at, message.available_at = at, max(at, not_before or at)
    put(message, once=True)  # somebody may say the same at the same moment
    return message


def take_back(keys: list[str], *, at: datetime) -> bool:
    """Take messages out of the letterbox that nobody has carried away yet; False if one of them is on its way."""
    owed = Message.objects.filter(key__in=keys)
    if owed.filter(Q(sent_at__isnull=False) | Q(attempts__gt=0)).exists():
        return False
    owed.update(dead_at=at, dropped_at=at, last_error="undone")
    return True
