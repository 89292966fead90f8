"""Whoever tries keys is stopped by address; a client with a good key behind the same address is served on."""

from threading import Lock
from time import monotonic

from hotline.refusals import TooFast
from hotline.rest.limits import LIMITS
from servicedesk.lib.sealing import blind_index, token_hash

WRONG_A_MINUTE = 30
GOOD_FOR = 300.0  # seconds that a key which opened is remembered to be good
MOST_KEPT = 5000


class Guessing:
    """Which addresses are stopped until when, and which keys have opened lately, by this process's knowledge."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stopped: dict[str, float] = {}
        self._good: dict[str, float] = {}

    def refuse(self, address: str, given: str) -> None:
        """Turn a stopped address away before anything is looked up. Raises TooFast."""
        until = self._stopped.get(address)
        if until is None:
            return
        wait = until - monotonic()
        if wait > 0 and self._good.get(token_hash(given), 0.0) < monotonic():
            raise TooFast(int(wait) + 1)

    def failed(self, address: str) -> None:
        """Count one wrong key of an address, over all processes. The address itself is kept in this process alone."""
        budget = LIMITS.take(f"wrong:{blind_index(address, column='hotline.wrong_key')}", WRONG_A_MINUTE)
        if not budget.passes:
            _keep(self._lock, self._stopped, address, monotonic() + max(1, budget.wait))

    def opened(self, given: str) -> None:
        """Remember the hash of a key that opens."""
        _keep(self._lock, self._good, token_hash(given), monotonic() + GOOD_FOR)

    def forget(self) -> None:
        """Begin anew."""
        self._stopped.clear()
        self._good.clear()


def _keep(lock: Lock, kept: dict[str, float], name: str, until: float) -> None:
    with lock:
        if len(kept) >= MOST_KEPT:
            now = monotonic()
            for old in [one for one, ends in kept.items() if ends < now] or list(kept)[: MOST_KEPT // 2]:
                del kept[old]
        kept[name] = until


GUESSING = Guessing()
