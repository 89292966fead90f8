"""Giving a customer a name: what is stored with it so that they are found however they are spoken or written of."""

from collections.abc import Iterable

from customers.models import Customer, NameKey
from servicedesk.lib.pinyin import initials, keys_of


def call(customer: Customer, name: str) -> Customer:
    """Put a name and its initials on a customer that is not saved yet; `learn` follows once they are."""
    customer.name, customer.initials = name, initials(name)
    return customer


def learn(customers: Iterable[Customer]) -> None:
    """Write what these customers, who are saved, are found by beside name and initials; what led to an old name goes."""
    known = list(customers)
    rows = [
        NameKey(org_id=one.org_id, customer=one, key=key)
        for one in known
        for key in keys_of(one.name, initials=one.initials)
    ]
    NameKey.objects.filter(customer__in=known).delete()
    NameKey.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
