"""One round of the desk's clockwork, the same whoever runs it: the Celery worker or the loop that needs Postgres alone."""

import logging
from datetime import datetime, timedelta

from django.db import connection

from servicedesk.clockwork import SIGN, Tick
from servicedesk.lib.files import scanning
from tickets.actions.announce import fan_out
from tickets.actions.keeping import clear_away, judge_waiting, read_through
from tickets.actions.pausing import wake_due
from tickets.actions.spine import database_time
from tickets.actions.tidying import tidy
from tickets.guard import Halted, begin
from tickets.proofs import prove_and_record
from tickets.sweep import Swept, sweep_all
from tickets.watch import look

log = logging.getLogger(__name__)
# A sign of life may be lost in a crash, so nobody waits for the disk.
_TICK = """INSERT INTO tickets_tick (name, at, fired, lateness_ms)
           SELECT %s, clock_timestamp(), %s, %s
             FROM set_config('synchronous_commit', 'off', true) AS lax WHERE lax = 'off'
           ON CONFLICT (name) DO UPDATE SET at = EXCLUDED.at, fired = tickets_tick.fired + EXCLUDED.fired,
           lateness_ms = EXCLUDED.lateness_ms"""
# Whoever changes the row has the turn; `fired` counts the turns in a row. A clock that went back keeps nobody waiting.
_TURN = """INSERT INTO tickets_tick (name, at, fired, lateness_ms) VALUES (%(name)s, clock_timestamp(), 1, 0)
           ON CONFLICT (name) DO UPDATE SET at = EXCLUDED.at,
           fired = CASE WHEN tickets_tick.at > clock_timestamp() - 3 * %(every)s::interval THEN tickets_tick.fired + 1 ELSE 1 END
           WHERE tickets_tick.at <= clock_timestamp() - %(every)s::interval OR tickets_tick.at > clock_timestamp() + %(every)s::interval
           RETURNING fired"""
# A sign of life that comes within a second of another says nothing new.
_SIGN = """INSERT INTO tickets_tick (name, at, fired, lateness_ms)
           SELECT %s, clock_timestamp(), 0, 0
             FROM set_config('synchronous_commit', 'off', true) AS lax WHERE lax = 'off'
           ON CONFLICT (name) DO UPDATE SET at = EXCLUDED.at
           WHERE abs(extract(epoch FROM EXCLUDED.at - tickets_tick.at)) > 1"""
_DONE = "SELECT abs(extract(epoch FROM clock_timestamp() - at)) < %s FROM tickets_tick WHERE name = %s"
EVERY_LOOK = timedelta(seconds=10)
EVERY_PROOF = timedelta(hours=1)
EVERY_VERDICT = timedelta(seconds=2)
EVERY_TIDYING = timedelta(seconds=30)


def tick(name: str, *, at: datetime | None = None) -> Swept:
    """Fire what is due and write down that this trigger (`celery` or `loop`) did its round.

    While the guard distrusts the database's clock the round is done, but nothing fires and no pause ends. With `at`
    nobody is asked.
    """
    try:
        now = at or _beginning(name)
    except Halted:
        return _done(name, Swept(0, timedelta(0)))
    if now is None:
        return Swept(0, timedelta(0))
    wake_due(at=now)
    return _done(name, sweep_all(at=at) if at else sweep_all(until=now))


def _beginning(name: str) -> datetime | None:
    """The moment until which to fire; None if nothing is due, and then the sign of life is written already."""
    told = begin(name)
    return told.at if told.is_due or told.is_waking else None


def _done(name: str, swept: Swept) -> Swept:
    with connection.cursor() as cursor:
        cursor.execute(_TICK, [name, swept.fired, int(swept.lateness.total_seconds() * 1000)])
    return swept


def did(tick: Tick) -> None:
    """Write down that this tick was done, whoever did it."""
    if tick.signs_itself:
        return
    with connection.cursor() as cursor:
        cursor.execute(_SIGN, [SIGN + tick.name])


def was_done(tick: Tick) -> bool:
    """Whether somebody has done this tick within its time, so that nobody else need do it."""
    with connection.cursor() as cursor:
        cursor.execute(_DONE, [tick.every * 0.9, SIGN + tick.name])
        row = cursor.fetchone()
    return bool(row and row[0])


def announce() -> int:
    """Tell people what has fired since the last round."""
    return fan_out(at=database_time())


def watch(*, every: timedelta = EVERY_LOOK) -> bool:
    """Look whether all is well, at most every ten seconds whoever asks; alarms are sounded once and ended."""
    looks = _turn("watch", every)
    if looks:
        look(at=database_time(), looks=looks)
    return bool(looks)


def prove(*, every: timedelta = EVERY_PROOF) -> bool:
    """Run the proofs once an hour, whoever asks, and write down what they found; the watch sounds the alarm."""
    if _turn("prove", every):
        prove_and_record()
        return True
    return False


def judge_files(*, every: timedelta = EVERY_VERDICT) -> int:
    """Have waiting files judged by the scanner; returns how many were."""
    return judge_waiting(at=database_time()) if scanning.is_set_up() and _turn("judge_files", every) else 0


def keep_files(*, every: timedelta = EVERY_PROOF) -> bool:
    """Once an hour, whoever asks: read some files through in turn, and take away what belongs to nothing."""
    if _turn("keep_files", every):
        at = database_time()
        read_through(at=at)
        clear_away(at=at)
        return True
    return False


def tidy_up(*, every: timedelta = EVERY_TIDYING) -> bool:
    """Sweep the counter: drafts that are over, numbers of yesterday, walk-ins that nobody ended."""
    if _turn("tidy", every):
        tidy(at=database_time())
        return True
    return False


def _turn(name: str, every: timedelta) -> int:
    """Zero when it is not yet time again, else how many turns there have been without a gap."""
    with connection.cursor() as cursor:
        cursor.execute(_TURN, {"name": name, "every": f"{every.total_seconds()} s"})
        row = cursor.fetchone()
    return int(row[0]) if row else 0
