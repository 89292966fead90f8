"""What the tick does: opens what is due, tells of what is late, gives on what a dead process left."""

from datetime import datetime

from django.db import transaction

from accounts.actions import tell
from accounts.models import User
from shifts.actions.spine import record
from shifts.models import Handover


@transaction.atomic
def tell_late(handover: Handover, *, at: datetime) -> bool:
    """Tell the supervisors, once, that a shift is over and nobody has signed; whether this call did it."""
    if not Handover.objects.to_tell_late(at).filter(pk=handover.pk).update(late_told_at=at):
        return False
    heads = User.objects.holding("overrule_shift", [handover.unit])
    facts = {"unit": handover.unit.name, "turn": handover.turn, "due_at": handover.until_at.isoformat()}
    key, path = f"handover:{handover.pk}:late", f"/handover/{handover.pk}/"
    tell(heads, key=key, what="shift_late", at=at, path=path, facts=facts)
    record(handover, "late", by=None, at=at)
    return True
