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


def trusted_now(
    *, database: Callable[[], datetime] | None = None, monotonic: Callable[[], float] = machine_clock
) -> datetime:
    """The database's time, if it may be fired by; else raise Halted. A jump of more than a minute sounds the alarm.

    The last good look is kept in the database, so that all processes of a machine share it and a restart forgets nothing.
    """
    name = machine()
    last, is_halted = _known(name)
    guard = ClockGuard(database or _database_now, monotonic, last=last)
    seen, step = guard.look()
    if step:
        sound(HALT, at=seen.database_at, facts={"seconds": round(step.total_seconds()), "machine": name})
    if step or is_halted:
        raise Halted
    if guard.last is seen and (last is None or seen.database_at - last.database_at >= KEPT_FOR):
        facts = {"before": seen.before, "database_at": seen.database_at, "after": seen.after}
        Beacon.objects.update_or_create(machine=name, defaults=facts)
    return seen.database_at


def _known(name: str) -> tuple[Look | None, bool]:
    """The last good look of this machine, and whether an alarm stops everything: one question."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT b.before, b.database_at, b.after, EXISTS
                 (SELECT FROM tickets_alarm WHERE code = %s AND ended_at IS NULL)
               FROM (SELECT) AS always LEFT JOIN tickets_beacon b ON b.machine = %s""",
            [HALT, name],
        )
        before, database_at, after, is_halted = cursor.fetchone()
    return (Look(before, database_at, after) if database_at else None), is_halted


def forget() -> None:
    """Begin anew: the clocks as they stand now are right."""
    Beacon.objects.all().delete()


def _database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
