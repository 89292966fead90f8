"""Facts that stand: read at every step, changed seldom, kept in the process until the database says that one has changed.

Every change of a watched table gives the one row of `accounts_standing` a new value, in the same transaction. Whoever
works inside `looked_up()` has read that value once, together with the clock; what `kept()` remembers is remembered under
it. Outside nothing is remembered, and every question goes to the database.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cached_property
from time import monotonic
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection

T = TypeVar("T")
MOST = 20_000
# A grant begins and ends by the clock: what is remembered of it is asked again after so many seconds.
GRANTS_LAST = 10.0
NOW = "SELECT clock_timestamp(), (SELECT revision FROM accounts_standing)"


class Reading(NamedTuple):
    """The clock, and which state of the standing facts it showed; no revision: nothing may be remembered."""

    at: datetime
    revision: UUID | None


class Work:
    """One piece of work: it reads when it first needs to, and goes by that to its end."""

    def __init__(self) -> None:
        self.read: dict[tuple[Any, ...], Any] = {}

    @cached_property
    def reading(self) -> Reading:
        with connection.cursor() as cursor:
            cursor.execute(NOW)
            return Reading(*cursor.fetchone())


_now: ContextVar[Work | None] = ContextVar("standing", default=None)
_known: dict[UUID, dict[tuple[Any, ...], tuple[float, Any]]] = {}


@contextmanager
def looked_up() -> Iterator[None]:
    """Read once how the standing facts are; what is done inside, in this thread, goes by that. One statement, or none.

    Not for work that changes standing facts and reads them again.
    """
    token = _now.set(Work())
    try:
        yield
    finally:
        _now.reset(token)


def began_at() -> datetime | None:
    """The database's clock as the work in hand began; None outside `looked_up()`."""
    work = _now.get()
    return work.reading.at if work else None


def kept(key: tuple[Any, ...], load: Callable[[], T], *, seconds: float | None = None) -> T:
    """What `load` says, remembered under `key` while no standing fact changes, and for `seconds` at the longest.

    What is remembered is shared by all threads: change a copy of it.
    """
    work = _now.get()
    if work is None or work.reading.revision is None:
        return load()
    shelf = _shelf(work.reading.revision)
    known = shelf.get(key)
    if known is not None and (seconds is None or monotonic() - known[0] < seconds):
        value: T = known[1]
        return value
    value = load()
    if len(shelf) >= MOST:
        shelf.clear()
    shelf[key] = (monotonic(), value)
    return value


def once(key: tuple[Any, ...], load: Callable[[], T]) -> T:
    """What `load` says, read once in the work in hand: for facts that no trigger watches. Outside nothing is remembered."""
    work = _now.get()
    if work is None:
        return load()
    if key not in work.read:
        work.read[key] = load()
    value: T = work.read[key]
    return value


def forget(key: tuple[Any, ...]) -> None:
    """Ask again next time, in this process: what was remembered has done its duty."""
    if work := _now.get():
        work.read.pop(key, None)
    for shelf in list(_known.values()):
        shelf.pop(key, None)


def _shelf(revision: UUID) -> dict[tuple[Any, ...], tuple[float, Any]]:
    """The shelf of this revision; that of any other one is thrown away."""
    shelf = _known.get(revision)
    if shelf is None:
        _known.clear()
        shelf = _known.setdefault(revision, {})
    return shelf
