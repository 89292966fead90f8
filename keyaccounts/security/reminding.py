"""What people are told of a task without asking: rows with a moment, each said once, if it still has to be done then."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.actions import tell
from accounts.models import User
from keyaccounts.models import SecurityReminder, SecurityTask
from keyaccounts.security_lifecycle import WHEN, WHILE, Remind
from servicedesk.lib.loops import carry_on

BATCH = 500
TO_THOSE_ON_DUTY = frozenset({Remind.READY, Remind.START, Remind.PATROL})
TO_THOSE_WHO_DECIDE = frozenset({Remind.PLAN, Remind.START})


def arm(task: SecurityTask) -> None:
    """Write the moments of a task anew where they have not come yet; called whenever its times change."""
    for kind, (edge, ahead) in WHEN.items():
        due_at = getattr(task, edge) + ahead
        row, is_new = SecurityReminder.objects.get_or_create(
            task=task, kind=kind, turn=0, defaults={"org": task.org, "due_at": due_at}
        )
        if not is_new and row.due_at != due_at:
            SecurityReminder.objects.filter(pk=row.pk).update(due_at=due_at, said_at=None)


def next_patrol(task: SecurityTask, *, since: datetime) -> None:
    """A round is due again so many hours after the last one; earlier reminders are over."""
    patrols = SecurityReminder.objects.filter(task=task, kind=Remind.PATROL)
    patrols.filter(said_at__isnull=True).update(said_at=since)
    due_at = since + timedelta(hours=task.patrol_hours)
    if due_at < task.until_at:
        told = {"org": task.org, "task": task, "kind": Remind.PATROL, "turn": patrols.count() + 1}
        SecurityReminder.objects.create(**told, due_at=due_at)


def remind(*, at: datetime) -> int:
    """Say everything that has fallen due; returns how much that was."""
    said = 0
    due = SecurityReminder.objects.due(at).select_related("task__by", "task__org").order_by("due_at")
    for row in due[:BATCH]:
        with carry_on(row):
            said += say(row, at=at)
    return said


@transaction.atomic
def say(row: SecurityReminder, *, at: datetime) -> bool:
    """Say it once; whoever changes the row owns the work. A patrol that nobody walks is due again."""
    if not SecurityReminder.objects.filter(pk=row.pk, said_at__isnull=True).update(said_at=at):
        return False
    task = SecurityTask.objects.select_related("by", "org").get(pk=row.task_id)
    if task.state not in WHILE[row.kind]:
        return False
    facts = {"number": task.number, "short": task.number, "title": task.event}
    key, path = f"security:{row.pk}:{row.due_at:%Y%m%d%H%M}", f"/supply-security/{task.pk}/"
    tell(_whom(task, row.kind), key=key, what=f"secure_{row.kind}", at=at, path=path, facts=facts)
    if row.kind == Remind.PATROL:
        next_patrol(task, since=at)
    return True


def _whom(task: SecurityTask, kind: str) -> list[User]:
    people = {task.by.pk: task.by}
    if kind in TO_THOSE_ON_DUTY:
        duties = task.duties.select_related("person")
        people |= {duty.person.pk: duty.person for duty in duties if duty.person}
        crews = [duty.crew_id for duty in duties if duty.crew_id]
        people |= {one.pk: one for one in User.objects.filter(home__in=crews, is_active=True, is_service=False)}
    if kind in TO_THOSE_WHO_DECIDE:
        people |= {one.pk: one for one in User.objects.holding("secure_approve", [task.org])}
    return [one for one in people.values() if one.is_active]
