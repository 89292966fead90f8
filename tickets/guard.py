"""The clock guard: deadlines are judged by the database's clock, so a jump of that clock must not fire them.

Two looks at both clocks, the database's and the machine's monotonic one, tell whether the first has jumped against the
second. Asking the database takes time, and a process may be frozen while it asks; so a look is an interval, and only a
jump that no delay can explain counts.
"""

import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection

from tickets.alarms import sound
from tickets.models import Beacon
from tickets.sweep import ARMED

MOST = timedelta(seconds=60)
SHARP = 1.0  # seconds within which the database must answer for a look to be worth keeping
KEPT_FOR = timedelta(seconds=5)
HALT = "clock_step"


@dataclass(frozen=True)
class Look:
    """What the database's clock said between two readings of the monotonic one."""

    before: float
    database_at: datetime
    after: float

    @property
    def is_sharp(self) -> bool:
        """Whether the database answered quickly enough to measure the next look against this one."""
        return self.after - self.before <= SHARP


def jump(old: Look, new: Look) -> timedelta:
    """By how much at least the database's clock has jumped between two looks; negative when it went back."""
    passed = new.database_at - old.database_at
    least, most = timedelta(seconds=new.before - old.after), timedelta(seconds=new.after - old.before)
    if passed > most:
        return passed - most
    return min(timedelta(0), passed - least)


class ClockGuard:
    """Compares two clocks that it is given: `database` says what time it is, `monotonic` how many seconds have passed."""

    def __init__(
        self, database: Callable[[], datetime], monotonic: Callable[[], float], *, last: Look | None = None
    ) -> None:
        self.database, self.monotonic, self.last = database, monotonic, last

    def look(self) -> tuple[Look, timedelta]:
        """Look at both clocks: what was seen, and the jump since the last good look (zero if it is none to speak of)."""
        before = self.monotonic()
        seen = Look(before, self.database(), self.monotonic())
        step = jump(self.last, seen) if self.last else timedelta(0)
        if abs(step) > MOST:
            return seen, step
        if seen.is_sharp:
            self.last = seen
        return seen, timedelta(0)


class Halted(Exception):
    """The database's clock cannot be trusted: nothing fires until an operator says so."""


def machine_clock() -> float:
    """Seconds since this machine was started, sleep included: the same for all its processes."""
    boot_time = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)


def machine() -> str:
    """This machine since it was last started; where that cannot be told, this process."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    return f"{platform.node()[:30]}:{boot.read_text().strip() if boot.exists() else os.getpid()}"


@dataclass(frozen=True)
class Round:
    """What the database says at the beginning of a round, in one answer."""

    at: datetime
    is_halted: bool
    is_due: bool  # a deadline is
    is_waking: bool  # a pause is over
    last: Look | None


# One question a second instead of six: what the time is, what the last look saw, whether there is anything to do; and
# if there is nothing, the sign of life. That may be lost in a crash, so nobody waits for the disk.
_ASK = f"""
WITH seen AS MATERIALIZED (
  SELECT clock_timestamp() AS at, EXISTS (SELECT FROM tickets_alarm WHERE code = %(halt)s AND ended_at IS NULL) AS halted,
         COALESCE((SELECT d.due_at FROM tickets_deadline d {ARMED} ORDER BY d.due_at LIMIT 1) <= now(), false) AS due,
         EXISTS (SELECT FROM tickets_ticket WHERE resumes_at <= now()) AS waking),
alive AS (
  INSERT INTO tickets_tick (name, at, fired, lateness_ms)
  SELECT %(trigger)s, seen.at, 0, 0 FROM seen, set_config('synchronous_commit', 'off', true) AS lax
   WHERE lax = 'off' AND NOT seen.due AND NOT seen.waking
  ON CONFLICT (name) DO UPDATE SET at = EXCLUDED.at, lateness_ms = 0)
SELECT seen.at, seen.halted, seen.due, seen.waking, b.before, b.database_at, b.after
  FROM seen LEFT JOIN tickets_beacon b ON b.machine = %(machine)s
"""
_KEEP = """INSERT INTO tickets_beacon (machine, before, database_at, after) VALUES (%s, %s, %s, %s)
           ON CONFLICT (machine) DO UPDATE SET before = EXCLUDED.before, database_at = EXCLUDED.database_at,
           after = EXCLUDED.after"""


def begin(
    trigger: str, *, ask: Callable[[str, str], Round] | None = None, monotonic: Callable[[], float] = machine_clock
) -> Round:
    """Begin a round of this trigger, if the database's time may be fired by; else raise Halted.

    A jump of more than a minute sounds the alarm. The last good look is kept in the database, so that all processes of a
    machine share it and a restart forgets nothing.
    """
    name = machine()
    before = monotonic()
    told = (ask or _ask)(trigger, name)
    after = monotonic()
    guard = ClockGuard(lambda: told.at, iter((before, after)).__next__, last=told.last)
    seen, step = guard.look()
    if step:
        sound(HALT, at=seen.database_at, facts={"seconds": round(step.total_seconds()), "machine": name})
    if step or told.is_halted:
        raise Halted
    if guard.last is seen and (told.last is None or seen.database_at - told.last.database_at >= KEPT_FOR):
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [name, seen.before, seen.database_at, seen.after])
    return told


def _ask(trigger: str, name: str) -> Round:
    """The database's answer, in one question."""
    with connection.cursor() as cursor:
        cursor.execute(_ASK, {"halt": HALT, "trigger": trigger, "machine": name})
        at, is_halted, is_due, is_waking, before, last_at, after = cursor.fetchone()
    return Round(at, is_halted, is_due, is_waking, Look(before, last_at, after) if last_at else None)


def forget() -> None:
    """Begin anew: the clocks as they stand now are right."""
    Beacon.objects.all().delete()
