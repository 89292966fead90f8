"""What is done to the lines of a company's policy: written, changed from a day on, ended."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from deadlines.models import Binding, PolicyRule
from deadlines.publishing import BadPromise, clashes, refuse_clash
from servicedesk.lib.refusals import Refusal

OWN = "own"


class StaleLine(Refusal):
    """Somebody has changed or ended the line in the meantime."""

    code = "stale_line"
    status = 409

    def sentence(self) -> str:
        return _("This line has been changed in the meantime. Look at the list again.")


@transaction.atomic
def write_line(
    org: Unit, *, by: User | None, at: datetime, instead_of: PolicyRule | None = None, **told: object
) -> PolicyRule:
    """Add a line to the company's policy from `at` on, or let it take another's place.

    Cases already promised keep what they were promised. Raises BadPromise where another line has the same place, and
    StaleLine where the other has changed.
    """
    Unit.objects.select_for_update().get(pk=org.pk)
    fresh = PolicyRule(org=org, profile=OWN, active_from=at, written_by=by, **told)
    fresh.line = f"{fresh.kind or 'any'}/{fresh.milestone}/{fresh.pk}"
    if instead_of is not None:
        fresh.profile, fresh.line = instead_of.profile, instead_of.line
        fresh.active_from = max(at, instead_of.active_from)
        _close(instead_of, at=fresh.active_from)
    check_line(fresh)
    fresh.save(force_insert=True)
    return fresh


@transaction.atomic
def end_line(rule: PolicyRule, *, at: datetime) -> None:
    """Let a line end: from `at` on it binds no new case. The row stays, so that old cases can be explained."""
    Unit.objects.select_for_update().get(pk=rule.org_id)
    _close(rule, at=max(at, rule.active_from))


def _close(rule: PolicyRule, *, at: datetime) -> None:
    if not PolicyRule.objects.filter(pk=rule.pk, active_until__isnull=True).update(active_until=at):
        raise StaleLine


def check_line(fresh: PolicyRule) -> None:
    """Refuse a line for a hall of others, a legal limit by appointment, and one whose place in the order is taken."""
    if fresh.hall is not None and fresh.hall.org_id != fresh.org_id:
        raise BadPromise(_("Choose a hall of the company."))
    if fresh.binding == Binding.FLOOR and fresh.promise.parsed_limit.window:
        raise BadPromise(_("An appointment is a promise, never a legal limit."))
    if fresh.promise.parsed_limit.agreed:
        raise BadPromise(_("A promise names no single day: write the appointment without it, for example ±15m."))
    others = PolicyRule.objects.filter(org=fresh.org, milestone=fresh.milestone, active_until__isnull=True)
    for one, other in clashes([*others.select_related("promise").filter(order=fresh.order), fresh]):
        if fresh in (one, other):
            refuse_clash(one, other)
