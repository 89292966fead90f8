"""Two rules about who holds what: a company keeps its administrator, and three duties are kept apart (等保)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Grant, Unit, User
from accounts.roles import APART, Role
from servicedesk.lib.refusals import NotAllowed, Refusal


class LastAdministrator(Refusal):
    """A company would have nobody left who can let anybody in."""

    code = "last_administrator"
    status = 409

    def __init__(self, company: Unit) -> None:
        super().__init__(company)
        self.company = company

    def sentence(self) -> str:
        return _(
            "“%(company)s” would have no administrator any more. Make somebody else administrator, without an end, first."
        ) % {"company": self.company.name}


class DutiesApart(Refusal):
    """Administrator, security administrator and auditor are three people."""

    code = "duties_apart"
    status = 409

    def __init__(self, person: User, held: str) -> None:
        super().__init__(person, held)
        self.person, self.held = person, held

    def sentence(self) -> str:
        return _(
            "%(who)s is “%(role)s”. Administrator, security administrator and auditor are kept apart: choose somebody else."
        ) % {"who": self.person.name, "role": Role(self.held).label}


class SecurityDecides(Refusal):
    """Where there is a security administrator, roles are given by nobody else."""

    code = "security_decides"
    status = 403

    def sentence(self) -> str:
        return _("Roles are given by the security administrator here.")


def keep_an_administrator(person: User, *, grants: Iterable[UUID] | None = None) -> None:
    """Check that every company keeps an administrator without this person's grants (of `grants`, if only they end).

    The database guards the same, against two who do it at once. Raises LastAdministrator.
    """
    ending = person.grants.filter(role=Role.ADMIN, until_at=None)
    if grants is not None:
        ending = ending.filter(pk__in=list(grants))
    places = {grant.pk: grant.unit.path for grant in ending.select_related("unit")}
    if not places or not person.is_active:
        return
    held = Grant.objects.live().filter(role=Role.ADMIN, until_at=None, person__is_active=True, person__is_service=False)
    stays = list(held.exclude(pk__in=places).values_list("unit__path", flat=True))
    covered = Q()
    for path in places.values():
        covered |= Q(path__startswith=path)
    if grants is None:  # the whole person goes
        stays = list(held.exclude(person=person).values_list("unit__path", flat=True))
    for company in Unit.objects.filter(covered, kind=Unit.Kind.COMPANY, is_active=True).order_by("path"):
        if not any(company.path.startswith(path) for path in stays):
            raise LastAdministrator(company)


def keep_apart(person: User, role: str, *, from_at: datetime, until_at: datetime | None) -> None:
    """Check that nobody holds two of the three duties at any time. Raises DutiesApart."""
    if role not in APART:
        return
    others = person.grants.filter(Q(until_at=None) | Q(until_at__gt=from_at), role__in=APART - {role})
    if until_at is not None:
        others = others.filter(from_at__lt=until_at)
    if held := others.first():
        raise DutiesApart(person, held.role)


def may_decide_roles(by: User, unit: Unit) -> None:
    """Check that `by` gives and takes roles at a unit. Raises NotAllowed, SecurityDecides."""
    roles = by.reach.get(unit.pk, frozenset())
    if Role.SECURITY in roles:
        return
    if Role.ADMIN not in roles:
        raise NotAllowed("give_role")
    security = Grant.objects.live().filter(role=Role.SECURITY, org=unit.org_id, person__is_active=True)
    if unit.org_id and security.exists():
        raise SecurityDecides
