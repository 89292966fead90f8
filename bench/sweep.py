"""How fast the sweep is: through the product's own code, the same SQL by hand, an idle tick, and many due at one instant.

`SCALE` armed and `SCALE` fired rows stand by (default 100,000; `FULL=1`: 1,000,000); `N` rows are fired each time.
"""

import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import django

from bench.house import number, stand
from bench.table import show

FULL = bool(os.environ.get("FULL"))
SCALE = number("SCALE", 1_000_000 if FULL else 100_000)
N = number("N", 100_000 if FULL else 5_000)
HOUSE = stand(SCALE)
django.setup()

from django.db import connection  # noqa: E402

from bench.making import copies  # noqa: E402
from servicedesk.lib.ids import uuid7  # noqa: E402
from tickets import sweep  # noqa: E402
from tickets.actions import ticks  # noqa: E402
from tickets.models import Outbox  # noqa: E402

DUE = "now() - interval '1 s'"
IDLE_ROUNDS = 200
ROUNDS = 3


def by_the_product() -> int:
    """Rows fired by the product's own catch-up."""
    return sweep.sweep_all().fired


def by_hand() -> int:
    """Rows fired by the same statement in the same batches, without Django."""
    connection.ensure_connection()
    line, total = connection.connection, 0
    while True:
        ids = [uuid7() for _number in range(2 * sweep.BATCH)]
        facts = {"at": None, "ticket": None, "deadline": None, "until": None, "batch": sweep.BATCH}
        with line.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(sweep.SQL, facts | {"event_ids": ids[: sweep.BATCH], "outbox_ids": ids[sweep.BATCH :]})
            (count, _lateness) = cursor.fetchone()
            cursor.execute("COMMIT")
        total += count
        if count < sweep.BATCH:
            return total


def rate(fire: Callable[[], int], prefix: str) -> float:
    """Rows a second, on rows made for this very run."""
    copies(N, due=DUE, prefix=prefix)
    began = time.perf_counter()
    fired = fire()
    return fired / (time.perf_counter() - began)


def idle() -> tuple[float, float]:
    """Milliseconds of database time of a tick that finds nothing due: the median, and the 99th percentile."""
    spent: list[float] = []

    def timed(execute: Callable[..., Any], *words: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*words)
        finally:
            spent[-1] += (time.perf_counter() - began) * 1000

    with connection.execute_wrapper(timed):
        for _round in range(IDLE_ROUNDS):
            spent.append(0.0)
            ticks.tick("loop")
    return statistics.median(spent), sorted(spent)[int(IDLE_ROUNDS * 0.99)]


def main() -> None:
    """Measure in turn, so that what else the machine does falls on both alike."""
    sweep.sweep_all()
    ours = [rate(by_the_product, f"P{n}-") for n in range(ROUNDS)]
    hand = [rate(by_hand, f"H{n}-") for n in range(ROUNDS)]
    quiet, worst = idle()
    copies(N, due=DUE, prefix="B")
    began = time.perf_counter()
    burst = sweep.sweep_all().fired
    burst_took = time.perf_counter() - began
    owed = Outbox.objects.filter(delivered_at__isnull=True).count()
    began = time.perf_counter()
    ticks.announce()
    told_took = time.perf_counter() - began
    rows: list[tuple[str, object, str]] = [
        ("sweep through the product, rows/s (median)", statistics.median(ours), "20,000"),
        ("the same SQL by hand, rows/s (median)", statistics.median(hand), ""),
        ("share of it", statistics.median(ours) / statistics.median(hand), "0.6"),
        ("idle tick, ms of database time (median)", quiet, "2"),
        ("idle tick, ms of database time (p99)", worst, ""),
        (f"{burst:,} due at one instant fired, s", burst_took, "15 for 100,000"),
        (f"{owed:,} owed rows turned into notices, s", told_took, "120 for 100,000"),
    ]
    show("sweep", rows, scale=SCALE, n=N)


if __name__ == "__main__":
    main()
