"""The customer's record changed: name, kind, tags, phones, and who belongs to an account."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from customers.actions import add_phone, register_customer
from customers.history import hold, record
from customers.models import Customer, CustomerTag, Holding, Phone, SupplyPoint
from customers.naming import call, learn
from servicedesk.lib.masks import mask_account, mask_name, mask_phone
from servicedesk.lib.phones import normalise
from servicedesk.lib.refusals import Invalid, NotAllowed

POWERS = ("ask", "pay", "sign", "change", "end")


def require(verb: str, by: User) -> None:
    """Refuse whoever lacks the verb."""
    if not by.may(verb):
        raise NotAllowed(verb)


@transaction.atomic
def edit(
    customer: Customer,
    *,
    by: User,
    at: datetime,
    name: str = "",
    kind: str = "",
    tags: Iterable[str] | None = None,
    version: int | None = None,
) -> Customer:
    """Change name, kind and tags; what is empty stays (tags: None). Each change is an event. Raises StaleRecord."""
    require("customer_edit", by)
    held = hold(customer, version)
    name = " ".join(name.split()) or held.name
    if name != held.name:
        masked = {"before": mask_name(held.name), "after": mask_name(name)}
        record(held, "name", by=by, at=at, facts=masked, sealed={"before": held.name, "after": name})
        learn([call(held, name)])
    if kind and kind != held.kind:
        if kind not in Customer.Kind.values:
            raise Invalid(fields={"kind": kind})
        record(held, "kind", by=by, at=at, facts={"before": held.kind, "after": kind})
        held.kind = kind
    if tags is not None and sorted(tags := set(tags)) != sorted(held.tags):
        _check_tags(held, tags)
        record(held, "tags", by=by, at=at, facts={"before": sorted(held.tags), "after": sorted(tags)})
        held.tags = sorted(tags)
    return touch(held, "name", "initials", "kind", "tags")


def touch(held: Customer, *fields: str) -> Customer:
    """Save a customer that was held, one version on."""
    held.version += 1
    held.save(update_fields=[*fields, "version"])
    return held


def _check_tags(held: Customer, tags: Iterable[str]) -> None:
    """A new tag is a word of the vocabulary in use; one that the customer has may stay though it was retired."""
    known = set(CustomerTag.objects.in_use().filter(org_id=held.org_id).values_list("name", flat=True))
    strange = set(tags) - known - set(held.tags)
    if strange:
        text = _("“%(tag)s” is no tag of the vocabulary.") % {"tag": sorted(strange)[0]}
        raise Invalid(text, fields={"tags": text})


@transaction.atomic
def give_phone(
    customer: Customer, number: str, *, by: User, at: datetime, label: str = "", is_main: bool = False
) -> Phone:
    """Give a customer one more number; the first is the main one. A number that is there already is only described."""
    require("customer_edit", by)
    held = hold(customer)
    plain = normalise(number)
    is_new = not held.phones.filter(number=plain).exists()
    main = held.phones.filter(is_main=True).first()
    phone = add_phone(held, plain, is_main=False)
    Phone.objects.filter(pk=phone.pk).update(label=label.strip()[:20])
    if is_main or main is None:
        _make_main(held, phone.pk)
    if is_new:
        was = str(main.pk) if main and is_main else ""
        record(held, "phone_added", by=by, at=at, facts=_of(phone), sealed={"number": plain, "main": was})
        touch(held)
    phone.refresh_from_db()
    return phone


@transaction.atomic
def make_main(customer: Customer, phone: UUID, *, by: User, at: datetime) -> None:
    """Say which number is called first."""
    require("customer_edit", by)
    held = hold(customer)
    chosen = _phone_of(held, phone)
    if chosen.is_main:
        return
    was = held.phones.filter(is_main=True).first()
    _make_main(held, chosen.pk)
    record(held, "phone_main", by=by, at=at, facts=_of(chosen), sealed={"main": str(was.pk) if was else ""})
    touch(held)


@transaction.atomic
def retire_phone(customer: Customer, phone: UUID, *, by: User, at: datetime, reason: str = "") -> None:
    """A number is not theirs any more: it is found and called no longer, for it may be somebody else's by now."""
    require("customer_edit", by)
    held = hold(customer)
    gone = _phone_of(held, phone)
    sealed = {"number": gone.number, "label": gone.label, "is_main": gone.is_main}
    record(held, "phone_removed", by=by, at=at, facts=_of(gone), sealed=sealed, reason=reason)
    gone.delete()
    following = held.phones.order_by("pk").first()
    if sealed["is_main"] and following:
        _make_main(held, following.pk)
    touch(held)


def _of(phone: Phone) -> dict[str, object]:
    return {"phone": mask_phone(phone.number), "id": str(phone.pk)}


def _phone_of(held: Customer, phone: UUID) -> Phone:
    found = held.phones.filter(pk=phone).first()
    if found is None:
        raise Invalid(_("Nothing of the kind is known of this customer."))
    return found


def _make_main(held: Customer, phone: UUID) -> None:
    held.phones.exclude(pk=phone).filter(is_main=True).update(is_main=False)
    held.phones.filter(pk=phone).update(is_main=True)


@transaction.atomic
def link_person(
    customer: Customer,
    supply_point: SupplyPoint,
    *,
    name: str,
    phone: str,
    part: str,
    by: User,
    at: datetime,
    powers: Iterable[str] = (),
    until_on: date | None = None,
) -> Holding:
    """Say who else belongs to an account of the customer: whom to call, who pays, who lives there, who may act for them."""
    require("customer_edit", by)
    held = hold(customer)
    if not held.holdings.filter(supply_point=supply_point).exists():
        raise Invalid(_("This account is not one of the customer's."))
    powers = sorted(set(powers) & set(POWERS)) if part == Holding.Part.AGENT else []
    if part == Holding.Part.AGENT and not powers:
        text = _("Say what the authorised person may do.")
        raise Invalid(text, fields={"powers": text})
    person = register_customer(org=held.org, name=name, phone=phone, at=at)
    if Holding.objects.filter(customer=person, supply_point=supply_point).exists():
        raise Invalid(_("This person belongs to the account already."))
    holding = Holding(org_id=held.org_id, customer=person, supply_point=supply_point, part=part)
    holding.powers, holding.until_on = powers, until_on if part == Holding.Part.AGENT else None
    holding.save()
    record(held, "person_linked", by=by, at=at, facts=_about(holding))
    touch(held)
    return holding


@transaction.atomic
def unlink_person(customer: Customer, holding: UUID, *, by: User, at: datetime, reason: str = "") -> None:
    """Somebody does not belong to an account any more. The last account holder stays."""
    require("customer_edit", by)
    held = hold(customer)
    mine = held.holdings.values("supply_point")
    gone = Holding.objects.filter(pk=holding, supply_point__in=mine).select_related("customer", "supply_point").first()
    if gone is None:
        raise Invalid(_("Nothing of the kind is known of this customer."))
    owners = Holding.objects.filter(supply_point=gone.supply_point, part=Holding.Part.OWNER)
    if gone.part == Holding.Part.OWNER and not owners.exclude(pk=gone.pk).exists():
        raise Invalid(_("An account needs an account holder. Add the new one first."))
    until = gone.until_on.isoformat() if gone.until_on else ""
    sealed = {"customer": str(gone.customer_id), "point": str(gone.supply_point_id), "powers": gone.powers}
    record(held, "person_unlinked", by=by, at=at, facts=_about(gone), sealed=sealed | {"until": until}, reason=reason)
    gone.delete()
    touch(held)


def _about(holding: Holding) -> dict[str, object]:
    account = mask_account(holding.supply_point.account_number)
    return {
        "person": holding.customer.masked_name,
        "part": holding.part,
        "account": account,
        "id": str(holding.pk),
        "powers": holding.powers,
    }
