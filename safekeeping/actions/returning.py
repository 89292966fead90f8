"""What a house does first when it was brought back to an earlier moment (I40).

What was decided between the backup and now happens again by the clock: the same deadlines fire, once. What left the building
in that time is not known any more, so nothing leaves by itself: every text that waits, and every one that catching up adds, is
held and listed for a decision. A partner who keeps our keys takes a repeat for the same.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string

from accounts.auditing import audit
from accounts.models import ResetCode, Session
from customers.models import Message
from hotline.models import AccessToken, HookMessage
from servicedesk.clockwork import TICKS
from tickets.actions import ticks
from tickets.models import DayNumber

# Numbers that may have been given out in the time that is lost: slips with them are in people's hands.
A_GAP = 1000
HELD = "held: restored from a backup of %s"
# What sends, asks outside, or works on files: not before somebody has said what becomes of what is held.
SENDS = frozenset(
    {"deliver_due", "webhooks", "upstreams_due", "reconcile", "bulk_in", "bulk_out", "seal_audit", "prove", "clear_old"}
)
ROUNDS = 20


@dataclass(frozen=True)
class Returned:
    """What was done: deadlines fired, texts and messages held, sessions ended."""

    fired: int
    letters: int
    hooks: int
    sessions: int


def come_back(*, taken_at: datetime, at: datetime) -> Returned:
    """Catch up with the clock, hold everything that would leave, let nobody in by an old session, leave a gap of numbers."""
    with transaction.atomic():
        sessions = Session.objects.all().delete()[0]
        AccessToken.objects.all().delete()
        ResetCode.objects.all().delete()
        DayNumber.objects.filter(day__gte=taken_at.date()).update(last=F("last") + A_GAP)
    hold(taken_at=taken_at, at=at)
    fired = catch_up()
    letters, hooks = hold(taken_at=taken_at, at=at)
    facts = {"taken_at": taken_at.isoformat(), "fired": fired, "held": letters + hooks}
    audit(what="restored", by=None, at=at, facts=facts)
    return Returned(fired, letters, hooks, sessions)


def catch_up() -> int:
    """Do what the clock owes, in turns, until a turn fires nothing; returns how many deadlines fired."""
    fired = 0
    for _round in range(ROUNDS):
        now = ticks.tick("loop").fired
        for tick in TICKS:
            if tick.name not in SENDS and not tick.signs_itself:
                import_string(tick.task).run()
        fired += now
        if not now:
            break
    return fired


@transaction.atomic
def hold(*, taken_at: datetime, at: datetime) -> tuple[int, int]:
    """Set aside every text and message that has not left yet; each waits on its page for somebody's word."""
    why = HELD % f"{taken_at:%Y-%m-%d %H:%M}"
    waiting = Message.objects.filter(sent_at__isnull=True, dead_at__isnull=True)
    waiting.update(dead_at=at, lease=None, last_error=why)
    hooks = HookMessage.objects.filter(state=HookMessage.State.WAITING)
    hooks.update(state=HookMessage.State.DEAD, settled_at=at)
    return (
        Message.objects.filter(last_error=why, dropped_at__isnull=True, sent_at__isnull=True).count(),
        HookMessage.objects.filter(state=HookMessage.State.DEAD, settled_at=at).count(),
    )
