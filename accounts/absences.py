"""Somebody is away, and somebody stands in for them (休假代办)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Absence, Unit, User
from servicedesk.lib.refusals import Invalid, NotAllowed

LONGEST_AWAY = timedelta(days=366)


def may_deputise(person: User, by: User) -> Unit:
    """The company of somebody whose absences `by` keeps. Raises NotAllowed."""
    if person.org is None or not by.may_at("deputise", person.home_id, person.org_id):
        raise NotAllowed("deputise")
    return person.org


@transaction.atomic
def record_absence(
    person: User, *, deputy: User | None, why: str, from_at: datetime, until_at: datetime, by: User, at: datetime
) -> Absence:
    """Somebody is away; a deputy of the same company sees their work meanwhile and may go on with it.

    Raises Invalid, NotAllowed.
    """
    org = may_deputise(person, by)
    if deputy is not None and (deputy.org_id != person.org_id or not deputy.is_active or deputy.is_service):
        raise NotAllowed("deputise")
    if deputy is not None and deputy.pk == person.pk:
        text = _("Somebody else has to stand in.")
        raise Invalid(text, fields={"deputy": text})
    if not timedelta() < until_at - from_at <= LONGEST_AWAY:
        text = _("It must end after it begins, within a year.")
        raise Invalid(text, fields={"until": text})
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if Absence.objects.standing().filter(person=person, from_at__lt=until_at, until_at__gt=from_at).exists():
        text = _("%(who)s is away at that time already.") % {"who": person.name}
        raise Invalid(text, fields={"person": text})
    told = {"why": why, "from_at": from_at, "until_at": until_at, "by": by, "made_at": at}
    return Absence.objects.create(org=org, person=person, deputy=deputy, **told)
