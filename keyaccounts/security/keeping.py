"""What is done while it lasts, and after: checks, begin, patrols, incidents, end, report."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from keyaccounts.models import SecurityCheck, SecurityTask
from keyaccounts.security.reminding import next_patrol
from keyaccounts.security.spine import step
from servicedesk.lib.refusals import Invalid


@transaction.atomic
def tick_off(task: SecurityTask, *, row: UUID, by: User, at: datetime, note: str = "") -> SecurityTask:
    """Tick off one line of the checklist; whoever was first has done it. Raises Invalid."""
    task = step(task, "tick_off", by=by, at=at, text=note, facts={"check": str(row)})
    told = {"done_at": at, "done_by": by, "note": note.strip()[:200]}
    if not SecurityCheck.objects.filter(task=task, pk=row, done_at__isnull=True).update(**told):
        raise Invalid(_("This was ticked off already."))
    return task


@transaction.atomic
def start(task: SecurityTask, *, by: User, at: datetime, text: str = "", version: int | None = None) -> SecurityTask:
    """Duty begins; from now on somebody walks the rounds."""
    task = step(task, "start", by=by, at=at, version=version, text=text, started_at=at)
    next_patrol(task, since=at)
    return task


@transaction.atomic
def patrol(task: SecurityTask, *, text: str, by: User, at: datetime, place: str = "") -> SecurityTask:
    """Write down a round: where, and what was seen."""
    task = step(task, "patrol", by=by, at=at, text=_said(text), place=place)
    next_patrol(task, since=at)
    return task


@transaction.atomic
def incident(task: SecurityTask, *, text: str, by: User, at: datetime, place: str = "") -> SecurityTask:
    """Something happened; whoever opened the task and those who approve are told at once."""
    task = step(task, "incident", by=by, at=at, text=_said(text), place=place)
    people = {one.pk: one for one in [task.by, *User.objects.holding("secure_approve", [task.org])] if one.pk != by.pk}
    facts = {"number": task.number, "short": task.number, "title": task.event, "by": by.name}
    key = f"security:{task.pk}:incident:{task.version}"
    tell(people.values(), key=key, what="secure_incident", at=at, path=f"/supply-security/{task.pk}/", facts=facts)
    return task


@transaction.atomic
def finish(task: SecurityTask, *, text: str, by: User, at: datetime, version: int | None = None) -> SecurityTask:
    """Duty is over."""
    return step(task, "finish", by=by, at=at, version=version, text=text, finished_at=at)


@transaction.atomic
def report(task: SecurityTask, *, text: str, by: User, at: datetime, version: int | None = None) -> SecurityTask:
    """Write the report; its figures are counted from what was recorded."""
    return step(task, "report", by=by, at=at, version=version, report=_said(text), reported_at=at)


def _said(text: str) -> str:
    if not text.strip():
        raise Invalid(_("Write what was seen."), fields={"text": _("missing")})
    return text.strip()[:5000]
