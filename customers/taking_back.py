"""A change of a customer's record taken back: everything as it was, and both steps stay in the history."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from customers.actions import add_phone
from customers.editing import require, touch
from customers.history import hold, opened, record, to_take_back
from customers.models import Customer, CustomerEvent, Holding, Phone
from customers.naming import call, learn
from customers.refusals import TakenBack


@transaction.atomic
def take_back(customer: Customer, event: UUID, *, by: User, at: datetime) -> CustomerEvent:
    """Undo the newest change of this person, within ten minutes and unless it was changed since. Raises TakenBack."""
    require("customer_edit", by)
    held = hold(customer)
    done = to_take_back(held, by=by, at=at)
    if done is None or done.pk != event:
        raise TakenBack
    BACK[done.what](held, done, opened(done))
    touch(held, "name", "initials", "kind", "tags")
    return record(held, "undone", by=by, at=at, facts={"what": done.what} | done.facts, undoes=done)


def _name(held: Customer, done: CustomerEvent, sealed: dict[str, Any]) -> None:
    if held.name != sealed["after"]:
        raise TakenBack
    learn([call(held, sealed["before"])])


def _kind(held: Customer, done: CustomerEvent, sealed: dict[str, Any]) -> None:
    if held.kind != done.facts["after"]:
        raise TakenBack
    held.kind = done.facts["before"]


def _tags(held: Customer, done: CustomerEvent, sealed: dict[str, Any]) -> None:
    if sorted(held.tags) != done.facts["after"]:
        raise TakenBack
    held.tags = done.facts["before"]


def _main(held: Customer, phone: str) -> None:
    if phone and held.phones.filter(pk=phone).exists():
        held.phones.update(is_main=False)
        held.phones.filter(pk=phone).update(is_main=True)


def _phone_added(held: Customer, done: CustomerEvent, sealed: dict[str, Any]) -> None:
    if not held.phones.filter(pk=done.facts["id"]).delete()[0]:
        raise TakenBack
    _main(held, sealed["main"])


def _phone_removed(held: Customer, done: CustomerEvent, sealed: dict[str, Any]) -> None:
    phone = add_phone(held, sealed["number"], is_main=False)
    Phone.objects.filter(pk=phone.pk).update(label=sealed["label"])
    if sealed["is_main"]:
        _main(held, str(phone.pk))


def _phone_main(held: Customer, done: CustomerEvent, sealed: dict[str, Any]) -> None:
    _main(held, sealed["main"])


def _linked(held: Customer, done: CustomerEvent, sealed: dict[str, Any]) -> None:
    if not Holding.objects.filter(pk=done.facts["id"]).delete()[0]:
        raise TakenBack


def _unlinked(held: Customer, done: CustomerEvent, sealed: dict[str, Any]) -> None:
    until = date.fromisoformat(sealed["until"]) if sealed["until"] else None
    facts = {"part": done.facts["part"], "powers": sealed["powers"], "until_on": until, "org_id": held.org_id}
    Holding.objects.get_or_create(
        customer_id=UUID(sealed["customer"]), supply_point_id=UUID(sealed["point"]), defaults=facts
    )


BACK: dict[str, Callable[[Customer, CustomerEvent, dict[str, Any]], None]] = {
    "name": _name,
    "kind": _kind,
    "tags": _tags,
    "phone_added": _phone_added,
    "phone_removed": _phone_removed,
    "phone_main": _phone_main,
    "person_linked": _linked,
    "person_unlinked": _unlinked,
}
