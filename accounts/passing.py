"""Sessions end: one's own, somebody's, everybody's; from the next request on nobody comes in by them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.auditing import audit
from accounts.models import DoorTry, KnownDevice, ResetCode, Session, User

KEPT_TRIES_DAYS = 1


@transaction.atomic
def end_sessions(person: User, *, by: User | None, at: datetime, keep: str = "") -> int:
    """End every session of a person but the one whose key hash is `keep`; returns how many there were."""
    gone = Session.objects.filter(user=person).exclude(key_hash=keep).delete()[0]
    if gone:
        audit(what="sessions_ended", by=by, at=at, facts={"person": str(person.pk), "sessions": gone})
    return gone


@transaction.atomic
def end_session(pk: UUID, *, by: User, at: datetime) -> bool:
    """End one session that I may see: my own, or as an administrator anybody's of my company."""
    held = Session.objects.visible_to(by).filter(pk=pk).first()
    if held is None:
        return False
    held.delete()
    audit(what="sessions_ended", by=by, at=at, facts={"person": str(held.user_id), "sessions": 1})
    return True


def forget_device(pk: UUID, *, by: User) -> bool:
    """Let one of my devices be a stranger again."""
    return KnownDevice.objects.filter(pk=pk, user=by).delete()[0] > 0


def tidy(*, at: datetime, long_ago: datetime) -> int:
    """Sessions that have ended, tries of yesterday and codes that are over are nobody's business any more."""
    gone = Session.objects.filter(idle_at__lt=at).delete()[0] + Session.objects.filter(ends_at__lt=at).delete()[0]
    gone += DoorTry.objects.filter(last_at__lt=long_ago).delete()[0]
    return gone + ResetCode.objects.filter(ends_at__lt=long_ago).delete()[0]
