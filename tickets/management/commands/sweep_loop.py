"""The second trigger: fires deadlines with Postgres alone, whatever becomes of Celery and its broker."""

import logging
import signal
from datetime import timedelta
from threading import Event, Thread
from types import FrameType

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections, connection

from servicedesk.lib.patience import answering
from tickets.actions import ticks

# The worker proves every hour; the loop, which has better things to do, only when nobody else does.
EVERY_LOOK = 5.0  # seconds
SOON = 0.2  # seconds until it tries again when Postgres was away: everything late waits for that moment
WITHOUT_CELERY = timedelta(minutes=70)
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
            self._round()
            return
        # A broker that hangs may keep the watch waiting, and proofs take their time: neither may delay a deadline.
        Thread(target=keep_watch, args=[stop], daemon=True).start()
        while not stop.is_set():
            stop.wait(every if self._round() else SOON)

    def _round(self) -> bool:
        """Fire and tell; whether Postgres was there."""
        try:
            with answering():
                ticks.tick("loop")
                ticks.announce()
        except Error as error:
            # Postgres is away or restarting: the rows wait there, and the next round takes them.
            log.warning("sweep round failed: %s", type(error).__name__)
            connection.close()
            return False
        close_old_connections()
        return True


def keep_watch(stop: Event) -> None:
    """Beside the rounds, on a connection of its own: look whether all is well, and prove when nobody else does."""
    while not stop.wait(EVERY_LOOK):
        try:
            with answering():
                ticks.watch()
            with answering(within=A_LONG_PROOF):
                ticks.prove(every=WITHOUT_CELERY)
        except Error as error:
            log.warning("watch failed: %s", type(error).__name__)
        connection.close()
