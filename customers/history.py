"""The history of a customer's record: each change once, masked to read, sealed to take back."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from customers.models import Customer, CustomerEvent
from customers.refusals import StaleRecord
from servicedesk.lib.sealing import seal, unseal

COLUMN = "customers.event"
UNDO_WITHIN = timedelta(minutes=10)
# What can be put back as it was, by whoever did it.
REVERSIBLE = frozenset(
    {"name", "kind", "tags", "phone_added", "phone_removed", "phone_main", "person_linked", "person_unlinked"}
)


def hold(customer: Customer, version: int | None = None) -> Customer:
    """Lock a customer for one change; `version` is the state that the changing person saw. Raises StaleRecord."""
    held = Customer.objects.select_for_update().get(pk=customer.pk)
    if version is not None and held.version != version:
        raise StaleRecord(held, CustomerEvent.objects.filter(customer=held).order_by("-at", "-id").first())
    return held


def record(
    customer: Customer,
    what: str,
    *,
    by: User | None,
    at: datetime,
    facts: Mapping[str, object] | None = None,
    sealed: Mapping[str, object] | None = None,
    reason: str = "",
    undoes: CustomerEvent | None = None,
) -> CustomerEvent:
    """Write one change down. `facts` carries codes and masked words, `sealed` whatever is personal."""
    return CustomerEvent.objects.create(
        org_id=customer.org_id,
        customer=customer,
        what=what,
        by=by,
        at=at,
        reason=reason[:500],
        facts=dict(facts or {}),
        sealed=seal(json.dumps(sealed, ensure_ascii=False), column=COLUMN) if sealed else None,
        undoes=undoes,
    )


def opened(event: CustomerEvent) -> dict[str, Any]:
    """What lies sealed beside an event."""
    return dict(json.loads(unseal(bytes(event.sealed), column=COLUMN))) if event.sealed else {}


def to_take_back(customer: Customer, *, by: User, at: datetime) -> CustomerEvent | None:
    """The newest change of this person that may still be taken back, if it is the newest of them."""
    mine = CustomerEvent.objects.filter(customer=customer, by=by, at__gt=at - UNDO_WITHIN, at__lte=at)
    newest = mine.order_by("-at", "-id").select_related("undone_by").first()
    if newest is None or newest.what not in REVERSIBLE or newest.undoes_id or hasattr(newest, "undone_by"):
        return None
    return newest
