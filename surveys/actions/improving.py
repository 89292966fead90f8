"""An improvement project: planned by somebody with a date, ended with a result."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from servicedesk.lib.refusals import Invalid, NotAllowed
from surveys.models import Improvement
from surveys.refusals import Ended
from tickets.actions.desk import required


def _held(one: Improvement, by: User) -> Improvement:
    held = Improvement.objects.select_for_update().get(pk=one.pk)
    if not by.may_at("improve", held.hall_id):
        raise NotAllowed("improve")
    if held.state == Improvement.State.ENDED:
        raise Ended
    return held


@transaction.atomic
def plan_improvement(one: Improvement, *, plan: str, due_on: date | None, by: User, at: datetime) -> Improvement:
    """Say what will be done and by when; whoever says so owns it."""
    held = _held(one, by)
    if due_on is None or due_on <= timezone.localdate(at):
        raise Invalid(_("The date must lie ahead."), fields={"due_on": _("The date must lie ahead.")})
    held.plan, held.due_on, held.owner, held.state = (
        required(plan, "plan")[:2000],
        due_on,
        by,
        Improvement.State.PLANNED,
    )
    held.save(update_fields=["plan", "due_on", "owner", "state"])
    return held


@transaction.atomic
def end_improvement(one: Improvement, *, result: str, by: User, at: datetime) -> Improvement:
    """Say what came of it."""
    held = _held(one, by)
    if held.state != Improvement.State.PLANNED:
        raise Invalid(_("Plan it first: what is done, and by when."))
    held.result, held.ended_at, held.ended_by = required(result, "result")[:2000], at, by
    held.state = Improvement.State.ENDED
    held.save(update_fields=["result", "ended_at", "ended_by", "state"])
    return held
