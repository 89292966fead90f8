"""The second trigger: every tick of the house with Postgres alone, whatever becomes of Celery and its broker."""

import logging
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Event, Thread
from types import FrameType

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections, connection
from django.utils.module_loading import import_string

from servicedesk.clockwork import TICKS, Tick
from servicedesk.lib.patience import PATIENCE, answering
from tickets.actions import ticks

WITHOUT_CELERY = timedelta(minutes=70)  # the worker proves every hour
SOON = 5.0  # seconds after the start even what is done once an hour is done
OFTEN = 5.0  # seconds: what is done more often than this, the loop does whether Celery does it or not
log = logging.getLogger(__name__)


class Command(BaseCommand):
    # It starts beside the web server, which checks the very same things.
    requires_system_checks: list[str] = []
    help = "Sweep due deadlines every second, and do every other tick, until stopped. Needs Postgres only; any number may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--every",
            type=float,
            default=1.0,
            help="seconds between rounds (default 1)",
        )
        parser.add_argument("--once", action="store_true", help="every tick once, then stop")

    def handle(self, *args: object, every: float, once: bool, **options: object) -> None:
        stop = Event()

        def leave(_signal: int, _frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, leave)
        signal.signal(signal.SIGINT, leave)
        if once:
            for tick in TICKS:
                attempt(what_to_do(tick), patience=tick.patience)
            return
        # Telling a hundred thousand takes its time, as do proofs, and a broker that hangs may keep the watch waiting:
        # none of it may delay a deadline, so each lane has a thread and a connection of its own.
        for lane, its_ticks in lanes().items():
            if lane != "sweep":
                Thread(target=keep_on, args=[stop, its_ticks], name=lane, daemon=True).start()
        keep_on(stop, lanes()["sweep"], every=every)


def lanes() -> dict[str, list[Tick]]:
    """The ticks of each lane."""
    found: dict[str, list[Tick]] = defaultdict(list)
    for tick in TICKS:
        found[tick.lane].append(tick)
    return dict(found)


def sweep() -> None:
    """Fire what is due."""
    ticks.tick("loop")


def prove() -> None:
    """Run the proofs when nobody else does."""
    ticks.prove(every=WITHOUT_CELERY)


def keep_files() -> None:
    """Read files through when nobody else does."""
    ticks.keep_files(every=WITHOUT_CELERY)


OWN: dict[str, Callable[[], object]] = {"sweep": sweep, "prove": prove, "keep_files": keep_files}


def what_to_do(tick: Tick) -> Callable[[], object]:
    """The tick as the loop does it: most only when nobody has done it in time."""
    do = OWN.get(tick.name) or import_string(tick.task).run

    def act() -> None:
        if tick.every >= OFTEN and ticks.was_done(tick):
            return
        do()
        ticks.did(tick)

    act.__name__ = tick.name
    return act


def keep_on(stop: Event, its_ticks: Sequence[Tick], every: float | None = None) -> None:
    """Do the ticks of a lane until stopped; sooner after a failure, because everything late waits for Postgres to be back."""
    acts = {tick: what_to_do(tick) for tick in its_ticks}
    due = {tick: time.monotonic() + (min(tick.every, SOON) if tick.lane != "sweep" else 0.0) for tick in its_ticks}
    while True:
        tick = min(due, key=lambda one: due[one])
        if stop.wait(max(0.0, due[tick] - time.monotonic())):
            return
        pause = every or tick.every
        well = attempt(acts[tick], patience=tick.patience)
        due[tick] = time.monotonic() + (pause if well else min(pause, SOON) / 5)


def attempt(act: Callable[[], object], *, patience: float = PATIENCE) -> bool:
    """Do it once; whether Postgres was there. If it is away, the rows wait in it for the next time."""
    try:
        with answering(within=patience):
            act()
    except Error as error:
        log.warning("%s failed: %s", act.__name__, type(error).__name__)
        connection.close()
        return False
    except Exception:
        log.exception("%s failed", act.__name__)  # a fault of the program, tried again at the usual time
    close_old_connections()
    return True
