"""The second trigger: fires deadlines with Postgres alone, whatever becomes of Celery and its broker."""

import logging
import signal
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread
from types import FrameType

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections, connection

from customers.tasks import deliver_due
from servicedesk.lib.patience import PATIENCE, answering
from tickets.actions import ticks

EVERY_LOOK = 5.0  # seconds
EVERY_LETTER = 2.0
WITHOUT_CELERY = timedelta(minutes=70)  # the worker proves every hour
A_LONG_PROOF = 700.0  # seconds: each of its statements may take ten minutes
log = logging.getLogger(__name__)


class Command(BaseCommand):
    # It starts beside the web server, which checks the very same things.
    requires_system_checks: list[str] = []
    help = "Sweep due deadlines every second until stopped. Needs Postgres only; any number may run at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--every",
            type=float,
            default=1.0,
            help="seconds between rounds (default 1)",
        )
        parser.add_argument("--once", action="store_true", help="one round, then stop")

    def handle(self, *args: object, every: float, once: bool, **options: object) -> None:
        stop = Event()

        def leave(_signal: int, _frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, leave)
        signal.signal(signal.SIGINT, leave)
        if once:
            attempt(sweep)
            attempt(ticks.announce)
            attempt(deliver)
            return
        # Telling a hundred thousand takes its time, as do proofs, and a broker that hangs may keep the watch waiting:
        # none of it may delay a deadline, so each has a thread and a connection of its own.
        beside = (
            (ticks.announce, every),
            (deliver, EVERY_LETTER),
            (watch, EVERY_LOOK),
            (files, EVERY_LOOK),
            (prove, EVERY_LOOK),
            (tidy, EVERY_LOOK),
        )
        for act, pause in beside:
            Thread(target=keep_on, args=[stop, act, pause], daemon=True).start()
        keep_on(stop, sweep, every)


def sweep() -> None:
    """Fire what is due."""
    ticks.tick("loop")


def deliver() -> None:
    """Empty the letterbox; a letter that the worker has taken is left to it."""
    deliver_due()


def watch() -> None:
    """Look whether all is well."""
    ticks.watch()


def files() -> None:
    """Have files judged, and read through in turn."""
    ticks.judge_files()
    ticks.keep_files(every=WITHOUT_CELERY)


def prove() -> None:
    """Run the proofs when nobody else does."""
    ticks.prove(every=WITHOUT_CELERY)


def tidy() -> None:
    """Sweep the counter."""
    ticks.tidy_up()


def keep_on(stop: Event, act: Callable[[], object], every: float) -> None:
    """Do it again and again until stopped; sooner after a failure, because everything late waits for Postgres to be back."""
    pause = 0.0 if act is sweep else every
    while not stop.wait(pause):
        pause = every if attempt(act) else every / 5


def attempt(act: Callable[[], object]) -> bool:
    """Do it once; whether Postgres was there. If it is away, the rows wait in it for the next time."""
    try:
        with answering(within=A_LONG_PROOF if act is prove else PATIENCE):
            act()
    except Error as error:
        log.warning("%s failed: %s", act.__name__, type(error).__name__)
        connection.close()
        return False
    except Exception:
        log.exception("%s failed", act.__name__)  # a fault of the program, tried again at the usual time
    close_old_connections()
    return True
