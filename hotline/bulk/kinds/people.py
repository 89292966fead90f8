"""Customers found again by name and telephone, many at once."""

from collections.abc import Iterable
from uuid import UUID

from customers.models import Customer, CustomerQuerySet, Phone
from servicedesk.lib.phones import digits

Pair = tuple[str, str]  # name, telephone in our form


def known_people(org: UUID, pairs: Iterable[Pair], *, among: CustomerQuerySet | None = None) -> dict[Pair, Customer]:
    """Who of a company has this name and this telephone; of several the newest who is not at rest. One statement."""
    wanted = set(pairs)
    numbers = {phone for _name, phone in wanted if phone}
    if not numbers:
        return {}
    held = Phone.objects.filter(org=org, reversed__in=[digits(one)[::-1] for one in numbers], number__in=numbers)
    if among is not None:
        held = held.filter(customer__in=among.filter(org=org, name__in={name for name, _phone in wanted}))
    found: dict[Pair, Customer] = {}
    for phone in held.select_related("customer").order_by("customer__hidden_at", "customer_id"):
        found[(phone.customer.name, phone.number)] = phone.customer
    return {pair: found[pair] for pair in wanted & found.keys()}
