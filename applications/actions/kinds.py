"""What is done to types of applications: taken over from what is shipped, changed for the future."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import Unit, User
from applications.lifecycle import Trade
from applications.models import ApplicationType
from applications.types import PaperPlan, StepPlan, check, load_types, rows_of
from servicedesk.lib.refusals import Invalid, Refusal
from tickets.models import Category


class TypeChanged(Refusal):
    """Somebody changed the type since the page was opened."""

    code = "stale_version"
    status = 409

    def sentence(self) -> str:
        return _("Somebody changed this type in the meantime. Look at it again; what you wrote is still here.")


@transaction.atomic
def take_over(org: Unit, trade: str, *, by: User, at: datetime) -> int:
    """Give the company the shipped types of its trade; those it has stay. Returns how many are new."""
    if trade not in Trade.values:
        raise Invalid(_("Choose the trade."), fields={"trade": trade})
    count = load_types(org, trade)
    audit(what="application_type", by=by, at=at, facts={"trade": trade, "count": count})
    return count


@transaction.atomic
def change(
    kind: ApplicationType,
    *,
    steps: list[StepPlan],
    papers: list[PaperPlan],
    categories: Iterable[Category],
    by: User,
    at: datetime,
    version: int | None = None,
    **columns: Any,
) -> ApplicationType:
    """Change a type for applications from now on, and say which categories of the counter open it."""
    kind = ApplicationType.objects.select_for_update(of=("self",)).select_related("org").get(pk=kind.pk)
    if version is not None and version != kind.version:
        raise TypeChanged
    check(steps, papers, org=kind.org, at=at)
    kind.steps, kind.papers, kind.version = rows_of(steps), rows_of(papers), kind.version + 1
    for name in ("name", "name_en", "promise", "source", "appeal", "is_active"):
        setattr(kind, name, columns[name])
    kind.save()
    mine = Category.objects.of(kind.org)
    wanted = {category.pk for category in categories}
    mine.filter(application=kind.code).exclude(pk__in=wanted).update(application="")
    mine.filter(pk__in=wanted).update(application=kind.code)
    audit(what="application_type", by=by, at=at, facts={"code": kind.code, "version": kind.version})
    return kind
