"""`step()`: the only way a supply-security task moves — lock, check, change, record — and why it may not."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from keyaccounts.models import SecurityRecord, SecurityTask
from keyaccounts.security_lifecycle import MOVES, target
from servicedesk.lib.refusals import NotAllowed, Refusal


class CannotNow(Refusal):
    """The verb is not legal where the task stands."""

    code = "wrong_state"
    status = 409

    def __init__(self, task: SecurityTask) -> None:
        super().__init__()
        self.task = task

    def sentence(self) -> str:
        told = {"number": self.task.number, "state": self.task.get_state_display()}
        return _("Task %(number)s is “%(state)s”; this cannot be done there.") % told


class ChangedMeanwhile(Refusal):
    """Somebody else changed the task meanwhile."""

    code = "stale"
    status = 409

    def sentence(self) -> str:
        return _("Somebody has changed this task in the meantime. Look at it, then send again.")


def step(
    task: SecurityTask,
    verb: str,
    *,
    by: User,
    at: datetime,
    version: int | None = None,
    text: str = "",
    place: str = "",
    facts: dict[str, Any] | None = None,
    **changes: Any,
) -> SecurityTask:
    """Move a task by one verb and write it down; call it inside a transaction.

    Raises NotAllowed, ChangedMeanwhile, CannotNow.
    """
    if not by.may(MOVES[verb].right):
        raise NotAllowed(MOVES[verb].right)
    held = SecurityTask.objects.visible_to(by).select_for_update(of=("self",)).get(pk=task.pk)
    if version is not None and version != held.version:
        raise ChangedMeanwhile
    state = target(verb, held.state)
    if state is None:
        raise CannotNow(held)
    before, held.state, held.version = held.state, state, held.version + 1
    for name, value in changes.items():
        setattr(held, name, value)
    held.save()
    told = (facts or {}) | ({"from": before, "to": str(state)} if before != state else {})
    record(held, verb, by=by, at=at, text=text, place=place, facts=told)
    return held


def record(
    task: SecurityTask,
    what: str,
    *,
    by: User | None,
    at: datetime,
    text: str = "",
    place: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """Write down one fact in the life of a task."""
    told = {"text": text.strip()[:1000], "place": place.strip()[:120], "facts": facts or {}}
    SecurityRecord.objects.create(org_id=task.org_id, task=task, what=what, by=by, at=at, **told)
