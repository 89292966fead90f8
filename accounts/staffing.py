"""What is done to the staff: hired, changed, given a role, retired, taken back. Everything within the places of who does it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import actions, leaving
from accounts.actions import audit
from accounts.duties import keep_an_administrator, keep_apart, may_decide_roles
from accounts.models import Grant, Unit, User
from accounts.roles import Role
from servicedesk.lib.pinyin import initials
from servicedesk.lib.refusals import Invalid, NotAllowed


@dataclass(frozen=True)
class Told:
    """What is known of somebody."""

    name: str
    login: str
    home: Unit
    staff_number: str = ""
    calendar: str = ""


def _check(told: Told, *, by: User, person: User | None = None) -> None:
    """Whether these facts can be somebody's. Raises NotAllowed, Invalid."""
    if not by.may_at("staff", told.home.pk):
        raise NotAllowed("staff")
    others = User.objects.exclude(pk=person.pk) if person else User.objects.all()
    if not told.home.is_active:
        raise Invalid(fields={"home": _("“%(unit)s” is closed.") % {"unit": told.home.name}})
    if others.filter(login__iexact=told.login).exists():
        raise Invalid(fields={"login": _("Somebody signs in with this name already.")})
    numbered = others.filter(org=told.home.org_id, staff_number=told.staff_number, is_active=True)
    if told.staff_number and (holder := numbered.first()):
        raise Invalid(fields={"staff_number": _("%(who)s has this staff number.") % {"who": holder.name}})


@transaction.atomic
def hire(told: Told, *, by: User, at: datetime) -> User:
    """Take somebody on. They hold no role yet and cannot sign in before they have a first password. Raises Invalid."""
    _check(told, by=by)
    person = actions.hire(login=told.login, name=told.name, home=told.home, staff_number=told.staff_number)
    if told.calendar:
        User.objects.filter(pk=person.pk).update(calendar=told.calendar)
    audit(what="hire", by=by, at=at, facts={"person": str(person.pk)})
    return person


@transaction.atomic
def change(person: User, told: Told, *, by: User, at: datetime) -> User:
    """Correct what is known of somebody, or seat them elsewhere in their company. Raises Invalid, NotAllowed."""
    held = User.objects.select_for_update(of=("self",)).select_related("home").get(pk=person.pk)
    if not by.may_at("staff", held.home_id):
        raise NotAllowed("staff")
    _check(told, by=by, person=held)
    if held.org_id != told.home.org_id:
        text = _("That is another company: retire them here and take them on there, so that histories stay apart.")
        raise Invalid(fields={"home": text})
    held.name, held.login, held.home = told.name, told.login, told.home
    held.staff_number, held.calendar, held.initials = told.staff_number, told.calendar, initials(told.name)
    held.save(update_fields=["name", "login", "home", "staff_number", "calendar", "initials"])
    audit(what="person_changed", by=by, at=at, facts={"person": str(held.pk)})
    return held


@transaction.atomic
def give_role(
    person: User,
    *,
    role: str,
    unit: Unit,
    by: User,
    at: datetime,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
) -> Grant:
    """Give somebody a role at a unit and everything below it; it holds from the next request on.

    Raises NotAllowed, SecurityDecides, DutiesApart, Invalid.
    """
    may_decide_roles(by, unit)
    held = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    begins = from_at or at
    if role in (Role.HOTLINE,):
        raise Invalid(fields={"role": _("This role belongs to machines.")})
    if not held.is_active or held.is_service:
        raise Invalid(_("%(who)s is switched off.") % {"who": held.name})
    if held.org_id and unit.org_id and held.org_id != unit.org_id:
        raise Invalid(fields={"unit": _("That is another company.")})
    if person.pk == by.pk and role in (Role.ADMIN, Role.SECURITY, Role.AUDITOR):
        raise Invalid(fields={"role": _("Nobody gives this role to themselves.")})
    if until_at is not None and until_at <= max(begins, at):
        raise Invalid(fields={"until": _("It must end after it begins.")})
    keep_apart(held, role, from_at=begins, until_at=until_at)
    same = held.grants.filter(role=role, unit=unit).live()
    if same.exists():
        raise Invalid(fields={"role": _("%(who)s holds this role there already.") % {"who": held.name}})
    given = Grant.objects.create(
        person=held, role=role, unit=unit, org_id=unit.org_id, from_at=begins, until_at=until_at
    )
    audit(what="give_role", by=by, at=at, facts={"person": str(held.pk), "role": role, "unit": str(unit.pk)})
    return given


@transaction.atomic
def end_role(given: Grant, *, by: User, at: datetime) -> Grant:
    """Take a role away now. Raises LastAdministrator, NotAllowed, SecurityDecides."""
    held = Grant.objects.select_for_update(of=("self",)).select_related("unit", "person").get(pk=given.pk)
    may_decide_roles(by, held.unit)
    keep_an_administrator(held.person, grants=[held.pk])
    if held.until_at is None or held.until_at > at:
        # One that has not begun yet ends the moment it would have begun: a grant never ends before it begins.
        if held.from_at >= at:
            held.delete()
        else:
            held.until_at = at
            held.save(update_fields=["until_at"])
        facts = {"person": str(held.person_id), "role": held.role, "unit": str(held.unit_id)}
        audit(what="end_role", by=by, at=at, facts=facts)
    return held


def hand_password(person: User, *, by: User, at: datetime) -> str:
    """A first password for somebody of one's own places, to be handed to them. Raises NotAllowed."""
    if not by.may_at("staff", person.home_id):
        raise NotAllowed("staff")
    return actions.first_password(person, by=by, at=at)


@transaction.atomic
def retire(person: User, *, by: User, at: datetime) -> User:
    """Somebody leaves: their roles end, nobody signs in as them, and what they had goes back to its desk at once."""
    if not by.may_at("staff", person.home_id):
        raise NotAllowed("staff")
    gone = leaving.switch_off(person, by=by, at=at)
    for held in gone.grants.live():
        Grant.objects.filter(pk=held.pk, from_at__lt=at).update(until_at=at)
    gone.grants.filter(from_at__gte=at).delete()
    return gone


@transaction.atomic
def take_back(person: User, *, by: User, at: datetime) -> User:
    """Somebody is here again; they hold no role, and need a new first password."""
    held = User.objects.select_for_update(no_key=True, of=("self",)).select_related("home").get(pk=person.pk)
    if not by.may_at("staff", held.home_id):
        raise NotAllowed("staff")
    if held.home and not held.home.is_active:
        raise Invalid(_("“%(unit)s” is closed.") % {"unit": held.home.name})
    if not held.is_active:
        held.is_active = True
        held.set_unusable_password()
        held.save(update_fields=["is_active", "password"])
        audit(what="switch_on", by=by, at=at, facts={"person": str(held.pk)})
    return held
