"""By which rules is counted, and the numbers that people tell."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import Unit, User
from accounts.standing import forget
from reporting.model_rules import HandFigure, ReportRules
from reporting.rollup import mark_all
from reporting.rules import Rules, rules_of
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.actions.filling import required

# What changes which rows count, so that the days are counted anew.
COUNTING = ("fcr_days", "fcr_same", "fcr_urge", "fcr_kinds", "outer_channels", "class_one", "quality_repeats")


@transaction.atomic
def set_rules(org: Unit, changes: dict[str, Any], *, by: User, at: datetime) -> Rules:
    """Make a new version of a company's rules; the same again is no version. Raises NotAllowed, Invalid."""
    if not by.may("report_rules"):
        raise NotAllowed("report_rules")
    Unit.objects.select_for_update().get(pk=org.pk)
    forget(("report rules", org.pk))
    before = rules_of(org.pk)
    told = before.told() | {name: list(one) if isinstance(one, tuple) else one for name, one in changes.items()}
    if told == before.told():
        return before
    _check(told)
    ReportRules.objects.create(org=org, version=before.version + 1, at=at, by=by, rules=told)
    forget(("report rules", org.pk))
    changed = {name: [before.told()[name], told[name]] for name in told if told[name] != before.told()[name]}
    audit(what="report_rules", by=by, at=at, facts={"version": before.version + 1, "changed": changed})
    if any(name in changed for name in COUNTING):
        mark_all(org.pk)
    return rules_of(org.pk)


def _check(told: dict[str, Any]) -> None:
    if not 1 <= told["fcr_days"] <= 90:
        raise Invalid(_("From 1 to 90 days."), fields={"fcr_days": _("From 1 to 90 days.")})
    if not 1 <= told["bulletin_day"] <= 28:
        raise Invalid(_("From the 1st to the 28th."), fields={"bulletin_day": _("From the 1st to the 28th.")})


@transaction.atomic
def tell_number(org: Unit, *, month: date, what: str, n: int, note: str, by: User, at: datetime) -> HandFigure:
    """Write down a number that the product does not know, with whence it is; the newest one of a month holds."""
    if not by.may("report_rules"):
        raise NotAllowed("report_rules")
    row = HandFigure.objects.create(
        org=org, month=month.replace(day=1), what=what, n=n, note=required(note, "note")[:200], by=by, at=at
    )
    audit(what="hand_figure", by=by, at=at, facts={"month": f"{month:%Y-%m}", "what": what, "n": n})
    return row
