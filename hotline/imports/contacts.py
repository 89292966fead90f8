"""The customers of a batch: found again by name and phone, made where they are new."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from customers.models import Customer, Phone
from customers.naming import call, learn
from hotline.imports.facts import Facts
from servicedesk.lib.phones import digits

Key = tuple[str, str]  # name, phone
UNNAMED = "（未留姓名）"


def customers_for(batch: Iterable[Facts], *, org_id: UUID, source: str, mode: str, at: datetime) -> dict[Key, Customer]:
    """The customer of each name and phone in a batch. Two people of one name are one only if the mapping says `name`."""
    keys = {key for facts in batch if (key := key_of(facts, mode))}
    if not keys:
        return {}
    found = _known(keys, org_id=org_id, tag=_tag(source))
    fresh = {key: _new(key, org_id=org_id, source=source, at=at) for key in sorted(keys - found.keys())}
    Customer.objects.bulk_create(fresh.values())
    learn(fresh.values())
    Phone.objects.bulk_create(
        Phone(org_id=org_id, customer=customer, number=phone, reversed=digits(phone)[::-1])
        for (_name, phone), customer in fresh.items()
        if phone
    )
    return found | fresh


def key_of(facts: Facts, mode: str) -> Key | None:
    """Who this row's customer is; None for nobody."""
    if mode == "none":
        return None
    if facts.can_call:
        return (facts.name, facts.phone)
    return (facts.name, "") if mode == "name" and facts.name else None


def _tag(source: str) -> str:
    return f"import:{source}"


def _known(keys: set[Key], *, org_id: UUID, tag: str) -> dict[Key, Customer]:
    """Those with the same name and phone, whoever registered them; without a phone those that this source brought."""
    customers = Customer.objects.filter(org_id=org_id)
    found: dict[Key, Customer] = {}
    phones = {phone for _name, phone in keys if phone}
    owners = Phone.objects.filter(
        org_id=org_id, reversed__in=[digits(phone)[::-1] for phone in phones], number__in=phones
    )
    for held in owners.select_related("customer").order_by("-customer_id"):
        found[(_told_name(held.customer), held.number)] = held.customer
    names = {name for name, phone in keys if not phone}
    for customer in customers.filter(name__in=names, tags__contains=[tag], phones=None):
        found[(customer.name, "")] = customer
    return {key: customer for key, customer in found.items() if key in keys}


def _told_name(customer: Customer) -> str:
    return "" if customer.name == UNNAMED else customer.name


def _new(key: Key, *, org_id: UUID, source: str, at: datetime) -> Customer:
    customer = Customer(org_id=org_id, tags=[_tag(source)], created_at=at)
    return call(customer, key[0] or UNNAMED)
