"""How often somebody may come: counted in Valkey for all web processes together, under opaque names.

A caller has room for a burst, which fills again evenly. Without Valkey each process counts for itself, so that work goes
on (decision 0010): the limit is then that of one process.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from threading import Lock
from time import monotonic

from django.conf import settings
from redis import Redis
from redis.commands.core import Script
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
MINUTE = 60_000_000  # microseconds
PATIENCE = 0.25  # seconds that an answer of Valkey is worth
PAUSE = 5.0  # seconds until a silent Valkey is asked again
MOST_NAMES = 10_000
_TAKE = """
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local gap, room = tonumber(ARGV[1]), tonumber(ARGV[2])
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now) + gap
if due - now > room then return {0, due - now - room, due - now - gap} end
redis.call('SET', KEYS[1], string.format('%.0f', due), 'PX', math.ceil((due - now) / 1000))
return {1, 0, due - now}
"""


@dataclass(frozen=True)
class Budget:
    """What a caller has left: whether this request passes, how many more at once, when it may come again."""

    limit: int
    passes: bool
    remaining: int
    wait: int  # seconds
    reset: int  # seconds until the whole burst is there again

    def headers(self) -> dict[str, str]:
        """Return what every answer tells of it."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
            "RateLimit-Policy": f"{self.limit};w=60;burst={burst_of(self.limit)}",
        }


def burst_of(per_minute: int) -> int:
    """How many may come at once: ten seconds' worth, of a small limit more."""
    return max(per_minute // 6, min(per_minute, 20))


class Limits:
    """The counters of one process, and its way to those of all."""

    def __init__(self, url: Callable[[], str]) -> None:
        self._url = url
        self._lock = Lock()
        self._own: dict[str, float] = {}
        self._asked_again_at = 0.0
        self._script: Script | None = None

    def take(self, name: str, per_minute: int) -> Budget:
        """Count one request under `name`."""
        gap = max(1, MINUTE // per_minute)
        room = gap * burst_of(per_minute)
        passes, wait, used = self._shared(name, gap, room) or self._alone(name, gap, room)
        left = max(0, (room - used) // gap)
        return Budget(per_minute, bool(passes), int(left), ceil(wait / 1_000_000), ceil(used / 1_000_000))

    def forget(self) -> None:
        """Drop this process's own counters and its grudge against a silent Valkey."""
        with self._lock:
            self._own.clear()
            self._asked_again_at, self._script = 0.0, None

    def _shared(self, name: str, gap: int, room: int) -> tuple[int, int, int] | None:
        if not self._url() or monotonic() < self._asked_again_at:
            return None
        try:
            passes, wait, used = self._valkey()(keys=[f"api:{name}"], args=[gap, room])
        except (RedisError, OSError) as why:
            self._asked_again_at = monotonic() + PAUSE
            log.warning("Valkey does not count requests (%s): each process counts for itself", type(why).__name__)
            return None
        return int(passes), int(wait), int(used)

    def _valkey(self) -> Script:
        if self._script is None:
            client = Redis.from_url(self._url(), socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
            self._script = client.register_script(_TAKE)
        return self._script

    def _alone(self, name: str, gap: int, room: int) -> tuple[int, int, int]:
        with self._lock:
            now = monotonic() * 1_000_000
            if len(self._own) >= MOST_NAMES:
                self._own = {kept: due for kept, due in self._own.items() if due > now}
            due = max(self._own.get(name, 0.0), now) + gap
            if due - now > room:
                return 0, int(due - now - room), int(due - now - gap)
            self._own[name] = due
            return 1, 0, int(due - now)


LIMITS = Limits(lambda: settings.REDIS_URL)
