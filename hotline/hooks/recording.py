"""What came of a try: taken, to be tried again later, or given up; and whether its address is left alone for a while."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from hotline.model_hooks import Hook, HookMessage, HookTry

# How long after each try the next one comes; after the last of them a message is given up. About a day and a half in all.
STEPS = tuple(timedelta(seconds=one) for one in (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 43200))
IN_A_ROW = 5  # failures, after which an address rests
RESTS = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=30)
LONGEST_ASKED = timedelta(hours=1)
GONE = 410


@dataclass(frozen=True)
class Outcome:
    """How one try went: the status of its answer, or why there was none that could be taken as one."""

    status: int = 0
    code: str = ""
    took_ms: int = 0
    answer: str = ""
    retry_after: int | None = None
    is_known: bool = False  # they had it already

    @property
    def is_taken(self) -> bool:
        """Any 2xx takes a message, unless its answer was read and is none; a redirect is no 2xx."""
        return self.is_known or (200 <= self.status < 300 and not self.code)

    @property
    def is_of_the_address(self) -> bool:
        """Whether it failed because of the address; a partner that knows one number not takes the letters of the others."""
        return not self.is_taken and self.code != "unknown_nr"


@transaction.atomic
def record(message: HookMessage, outcome: Outcome, *, at: datetime) -> bool:
    """Write one try down and settle its message, or say when it is tried again; returns whether it was taken."""
    hook = Hook.objects.select_for_update().get(pk=message.hook_id)
    row = HookTry(message=message, org_id=message.org_id, at=at, status=outcome.status, code=outcome.code)
    row.took_ms, row.answer = outcome.took_ms, outcome.answer
    row.save(force_insert=True)
    message.tries += 1
    if outcome.is_taken:
        settle(message, HookMessage.State.TAKEN, at=at)
        hook.failures, hook.rests_until, hook.last_taken_at = 0, None, at
    else:
        _try_later(message, outcome, at=at)
        _count_failure(hook, outcome, at=at)
    hook.save(update_fields=["failures", "rests_until", "last_taken_at", "is_active", "is_gone"])
    return outcome.is_taken


def _try_later(message: HookMessage, outcome: Outcome, *, at: datetime) -> None:
    if message.tries > len(STEPS):
        settle(message, HookMessage.State.DEAD, at=at)
        return
    asked = min(timedelta(seconds=outcome.retry_after or 0), LONGEST_ASKED)
    message.due_at = at + max(spread(STEPS[message.tries - 1]), asked)
    message.save(update_fields=["tries", "due_at"])


def _count_failure(hook: Hook, outcome: Outcome, *, at: datetime) -> None:
    if not outcome.is_of_the_address:
        hook.failures, hook.rests_until = 0, None
        return
    hook.failures += 1
    if outcome.status == GONE:
        hook.is_active, hook.is_gone = False, True
    if hook.failures >= IN_A_ROW:
        hook.rests_until = at + spread(min(RESTS * 2 ** min(hook.failures - IN_A_ROW, 8), LONGEST_REST))


def settle(message: HookMessage, state: str, *, at: datetime) -> None:
    """Nothing more is to be done about it."""
    message.state, message.settled_at = state, at
    message.save(update_fields=["state", "settled_at", "tries"])


def withhold(message: HookMessage, *, at: datetime) -> None:
    """Its reader may not see what it is about; nothing of it has left the house, or will."""
    message.body = ""
    message.save(update_fields=["body"])
    settle(message, HookMessage.State.WITHHELD, at=at)


def let_go(hooks: Iterable[Hook], *, at: datetime) -> None:
    """Somebody else may deliver to these again."""
    Hook.objects.filter(pk__in=[hook.pk for hook in hooks], busy_until__gt=at).update(busy_until=None)


def spread(length: timedelta) -> timedelta:
    """A fifth more or less, so that what failed together does not come back together."""
    return length * (0.8 + secrets.randbelow(4001) / 10000)
