"""Somebody leaves, or a unit closes: from then on they hold nothing, and what they held is somebody else's at once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit, end_sessions
from accounts.duties import keep_an_administrator
from accounts.models import Unit, User
from accounts.signals import person_gone, unit_gone
from servicedesk.lib.refusals import Invalid


@transaction.atomic
def switch_off(person: User, *, by: User, at: datetime) -> User:
    """Let nobody sign in as this person any more; what they had to do goes back to its desk in the same breath.

    Raises LastAdministrator.
    """
    if person.pk == by.pk:
        raise Invalid(_("You cannot switch yourself off."))
    held = User.objects.select_for_update().get(pk=person.pk)
    if held.is_active:
        keep_an_administrator(held)
        held.is_active = False
        held.save(update_fields=["is_active"])
        end_sessions(held, by=by, at=at)
        audit(what="switch_off", by=by, at=at, facts={"person": str(held.pk)})
        person_gone.send(User, person=held, at=at)
    return held


@transaction.atomic
def close_unit(unit: Unit, *, by: User, at: datetime) -> Unit:
    """Send nothing to this unit any more; what it had goes back to the desk in the same breath."""
    held = Unit.objects.select_for_update().get(pk=unit.pk)
    if held.is_active:
        held.is_active = False
        held.save(update_fields=["is_active"])
        audit(what="close_unit", by=by, at=at, facts={"unit": str(held.pk)})
        unit_gone.send(Unit, unit=held, at=at)
    return held


@transaction.atomic
def open_unit(unit: Unit, *, by: User, at: datetime) -> Unit:
    """Let a closed unit have work again."""
    held = Unit.objects.select_for_update().get(pk=unit.pk)
    if not held.is_active:
        held.is_active = True
        held.save(update_fields=["is_active"])
        audit(what="open_unit", by=by, at=at, facts={"unit": str(held.pk)})
    return held
