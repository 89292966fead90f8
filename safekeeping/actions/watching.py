"""Whether the histories are what was sealed: an alarm while something is not."""

from datetime import datetime

from accounts.models import AuditBreak
from tickets.alarms import silence, sound

CODE = "audit"


def watch_audit(*, at: datetime) -> bool:
    """Sound the alarm while a break stands, and end it when the last one was looked into; says whether one stands."""
    worst = AuditBreak.objects.order_by("found_at").first()
    if worst is None:
        silence(CODE, at=at)
        return False
    sound(CODE, at=at, facts={"table": worst.name, "block": worst.number, "how": worst.what})
    return True
