"""What need not be remembered at the door is forgotten, a few thousand rows at a time."""

from datetime import datetime, timedelta

from django.db import models

from hotline.models import REMEMBERED, AccessToken, ApiRequest, HookMessage, IdempotencyKey, Nonce, Reconciled
from hotline.signing import WINDOW

BATCH = 5000
MOST_BATCHES = 40
TOKENS_KEPT = timedelta(days=1)
DEAD_KEPT = timedelta(days=30)
AGREED_KEPT = timedelta(days=30)


def forget(*, at: datetime) -> int:
    """Forget answers and requests older than seven days, spent nonces and ended tokens; returns how many rows that were."""
    return _forget_messages(at=at) + sum(
        _delete(rows)
        for rows in (
            IdempotencyKey.objects.filter(created_at__lt=at - REMEMBERED),
            ApiRequest.objects.filter(at__lt=at - REMEMBERED),
            # A timestamp may lie ahead by the window, so its nonce is kept for two of them.
            Nonce.objects.filter(at__lt=at - 2 * WINDOW),
            AccessToken.objects.filter(expires_at__lt=at - TOKENS_KEPT),
            # What both sides agreed on is no news; differences stay with what was done about them.
            Reconciled.objects.filter(kind=Reconciled.Kind.AGREED, run__ended_at__lt=at - AGREED_KEPT),
        )
    )


def _forget_messages(*, at: datetime) -> int:
    """What was delivered goes after seven days with its tries, what was given up after thirty."""
    settled, dead = HookMessage.objects.filter(settled_at__lt=at - REMEMBERED), HookMessage.State.DEAD
    old = settled.exclude(state=dead) | settled.filter(settled_at__lt=at - DEAD_KEPT)
    # Of a hook that was switched off, or whose client was, what waits waits in vain.
    old |= HookMessage.objects.filter(settled_at__isnull=True, created_at__lt=at - DEAD_KEPT)
    some = HookMessage.objects.filter(pk__in=old.order_by().values("pk")[: BATCH * MOST_BATCHES])
    return some.delete()[1].get("hotline.HookMessage", 0)


def _delete(rows: models.QuerySet) -> int:
    gone = 0
    for _batch in range(MOST_BATCHES):
        some = rows.model._default_manager.filter(pk__in=rows.order_by().values("pk")[:BATCH])
        count = some._raw_delete(some.db)
        gone += count
        if count < BATCH:
            break
    return gone
