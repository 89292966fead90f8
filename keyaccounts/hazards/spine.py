"""`step()`: the only way a hazard moves — lock, check, change, record — and why it may not."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from keyaccounts.hazard_lifecycle import State, target
from keyaccounts.models import Hazard, HazardEvent
from servicedesk.lib.refusals import NotAllowed, Refusal

RIGHTS = {"grade": "find_hazard", "report": "report_hazard"}  # every other verb: work_hazard


class WrongState(Refusal):
    """The verb is not legal where the hazard stands."""

    code = "wrong_state"
    status = 409

    def __init__(self, hazard: Hazard) -> None:
        super().__init__()
        self.hazard = hazard

    def sentence(self) -> str:
        told = {"number": self.hazard.number, "state": self.hazard.get_state_display()}
        return _("Hazard %(number)s is “%(state)s”; this cannot be done there.") % told


class Stale(Refusal):
    """Somebody else changed the hazard meanwhile."""

    code = "stale"
    status = 409

    def sentence(self) -> str:
        return _("Somebody has changed this hazard in the meantime. Look at it, then send again.")


def right_for(verb: str) -> str:
    return RIGHTS.get(verb, "work_hazard")


def step(
    hazard: Hazard,
    verb: str,
    *,
    by: User,
    at: datetime,
    version: int | None = None,
    reason: str = "",
    facts: dict[str, Any] | None = None,
    **changes: Any,
) -> Hazard:
    """Move a hazard by one verb and write it down; call it inside a transaction. Raises NotAllowed, Stale, WrongState."""
    if not by.may(right_for(verb)):
        raise NotAllowed(right_for(verb))
    held = Hazard.objects.select_for_update(of=("self",)).select_related("org", "customer").get(pk=hazard.pk)
    if version is not None and version != held.version:
        raise Stale
    state = target(verb, held.state)
    if state is None:
        raise WrongState(held)
    before = held.state
    held.state, held.version = state, held.version + 1
    for name, value in changes.items():
        setattr(held, name, value)
    if state == State.REMOVED:
        held.removed_at = at
    held.save()
    told = (facts or {}) | ({"from": before, "to": str(state)} if before != state else {})
    HazardEvent.objects.create(
        org_id=held.org_id, hazard=held, what=verb, by=by, at=at, reason=reason[:500], facts=told
    )
    return held
