"""What is done to the tree of the organisation. Everything within the places of who does it."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext as _

from accounts import actions, leaving
from accounts.actions import audit
from accounts.hanging import hanging_on
from accounts.models import Unit, User
from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal

Kind = Unit.Kind
# What may stand below what.
BELOW: dict[str, tuple[str, ...]] = {
    Kind.PROVINCE: (Kind.CITY, Kind.COMPANY),
    Kind.CITY: (Kind.COMPANY,),
    Kind.COMPANY: (Kind.HALL, Kind.CREW, Kind.DESK),
    Kind.HALL: (Kind.DESK, Kind.CREW),
    Kind.CREW: (),
    Kind.DESK: (),
}


class SomethingHangsOnIt(Refusal):
    """A unit cannot be closed while people sit there or units stand below it."""

    code = "something_hangs_on_it"
    status = 409

    def __init__(self, unit: Unit, told: str) -> None:
        super().__init__(unit, told)
        self.unit, self.told = unit, told

    def sentence(self) -> str:
        return _("“%(unit)s” cannot be closed yet: %(told)s. Seat them elsewhere first.") % {
            "unit": self.unit.name,
            "told": self.told,
        }


def reach_of(seat: Unit) -> Unit:
    """Where a role counts that somebody is given for a seat: a desk works for the whole of what it stands below."""
    return seat.parent if seat.kind == Kind.DESK and seat.parent else seat


@dataclass(frozen=True)
class Told:
    """What is known of a unit. `calendar` empty: as above it."""

    name: str
    code: str = ""
    kind: str = ""
    phone: str = ""
    calendar: str = ""
    duty: str = ""


def _may(unit: Unit, by: User) -> None:
    if not by.may_at("manage", unit.pk):
        raise NotAllowed("manage")


def _check_code(parent: Unit, told: Told) -> None:
    if told.kind not in BELOW[parent.kind]:
        raise Invalid(fields={"kind": _("This cannot stand below “%(unit)s”.") % {"unit": parent.name}})
    twins = Unit.objects.filter(org=parent.org, code=told.code) if parent.org_id else Unit.objects.filter(parent=parent)
    if twins.filter(code=told.code).exists():
        raise Invalid(fields={"code": _("Another unit of this company has this code.")})
    if told.kind == Kind.HALL and Unit.objects.filter(kind=Kind.HALL, code=told.code).exists():
        text = _("A hall of another company has this code, and ticket numbers begin with it. Choose another one.")
        raise Invalid(fields={"code": text})


@transaction.atomic
def add(parent: Unit, told: Told, *, by: User, at: datetime) -> Unit:
    """Put a new unit below another. Raises Invalid, NotAllowed."""
    _may(parent, by)
    if not parent.is_active:
        raise Invalid(_("“%(unit)s” is closed.") % {"unit": parent.name})
    _check_code(parent, told)
    facts = {"kind": told.kind, "code": told.code, "name": told.name, "phone": told.phone}
    unit = actions.plant(parent=parent, duty=told.duty if told.kind == Kind.DESK else "", **facts)
    if told.calendar:
        unit.calendar = told.calendar
        unit.save(update_fields=["calendar"])
    with suppress(AttributeError):  # whoever may above it may there, too
        del by.reach
    audit(what="unit_added", by=by, at=at, facts={"unit": str(unit.pk)})
    return unit


@transaction.atomic
def change(unit: Unit, told: Told, *, by: User, at: datetime) -> Unit:
    """Rename a unit, or say its phone, hours and duty. Its code stays: numbers and paths are made of it."""
    _may(unit, by)
    held = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    held.name, held.phone, held.calendar = told.name, told.phone, told.calendar
    if held.kind == Kind.DESK:
        held.duty = told.duty
    held.save(update_fields=["name", "phone", "calendar", "duty"])
    audit(what="unit_changed", by=by, at=at, facts={"unit": str(held.pk)})
    return held


@transaction.atomic
def move(unit: Unit, *, to: Unit, by: User, at: datetime) -> Unit:
    """Hang a unit and everything below it somewhere else in its company; whoever has a role above it has it there too."""
    _may(unit, by)
    _may(to, by)
    held = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if held.kind not in BELOW[to.kind] or to.path.startswith(held.path) or not to.is_active:
        raise Invalid(fields={"to": _("This cannot stand below “%(unit)s”.") % {"unit": to.name}})
    if held.org_id != to.org_id or held.kind == Kind.COMPANY:
        raise Invalid(fields={"to": _("That is another company.")})
    if held.parent_id == to.pk:
        return held
    old, new = held.path, f"{to.path}{held.code}/"
    if Unit.objects.filter(path=new).exists():
        raise Invalid(fields={"to": _("Another unit there has this code.")})
    Unit.objects.filter(path__startswith=old).update(path=Concat(Value(new), Substr(F("path"), Length(Value(old)) + 1)))
    Unit.objects.filter(pk=held.pk).update(parent=to)
    audit(what="unit_moved", by=by, at=at, facts={"unit": str(held.pk), "to": str(to.pk)})
    return Unit.objects.get(pk=held.pk)


@transaction.atomic
def close(unit: Unit, *, by: User, at: datetime) -> Unit:
    """Close a unit: its open work goes back to the desk. Raises SomethingHangsOnIt while people or units hang on it."""
    _may(unit, by)
    if unit.kind not in (Kind.HALL, Kind.CREW, Kind.DESK):
        raise Invalid(_("A company is not closed here: its cases have to end somewhere."))
    held = [f"{count} {one.word}" for one, count in hanging_on(unit) if one.holds]
    if held:
        raise SomethingHangsOnIt(unit, "、".join(held))
    return leaving.close_unit(unit, by=by, at=at)


@transaction.atomic
def open_again(unit: Unit, *, by: User, at: datetime) -> Unit:
    """Let a closed unit have work again."""
    _may(unit, by)
    return leaving.open_unit(unit, by=by, at=at)
