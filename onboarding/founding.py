"""The first company of an installation, and whoever begins there."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import acting_as
from accounts.actions import first_password, grant, hire, plant
from accounts.models import Unit, User
from accounts.roles import Role
from onboarding.actions import begin
from servicedesk.lib.refusals import Invalid

FOUNDER = "founder"


@transaction.atomic
def found(*, company: str, code: str, admin: str, login: str, at: datetime) -> tuple[User, str]:
    """Make a company with its first administrator; returns them and their first password. Raises Invalid.

    Only for a company that is not there yet: whoever administers one lets others in.
    """
    if Unit.objects.filter(kind=Unit.Kind.COMPANY, code=code.upper()).exists():
        raise Invalid(_("There is a company with this code already: its administrator lets people in."))
    if not code.isascii() or not code.isalnum() or len(code) > 12:
        raise Invalid(_("A name, and a code of letters and digits, are needed."))
    if User.objects.filter(login__iexact=login).exists():
        raise Invalid(_("Somebody signs in with this name already."))
    with acting_as(lambda: "command found"):
        org = plant(parent=None, kind=Unit.Kind.COMPANY, code=code.upper(), name=company)
        person = hire(login=login, name=admin, home=org)
        grant(person, role=Role.ADMIN, unit=org)
        password = first_password(person, by=_founder(org), at=at)
    begin(org, by=User.objects.get(pk=person.pk), at=at)
    return person, password


@transaction.atomic
def readmit(login: str, *, at: datetime) -> tuple[User, str]:
    """A new first password for an administrator, given by whoever runs the installation. Raises Invalid."""
    person = User.objects.filter(login__iexact=login, is_active=True, is_service=False).select_related("org").first()
    if person is None or person.org is None or Role.ADMIN not in person.roles():
        raise Invalid(_("No administrator signs in with this name."))
    with acting_as(lambda: "command readmit"):
        return person, first_password(person, by=_founder(person.org), at=at)


def _founder(org: Unit) -> User:
    """In whose name the first password is given: the installation's own, which signs in nowhere."""
    known = User.objects.filter(login=FOUNDER).first()
    if known is None:
        known = hire(login=FOUNDER, name=_("Installation"), home=org)
        User.objects.filter(pk=known.pk).update(is_service=True, home=None, org=None)
    return known
