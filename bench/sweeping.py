"""How fast the sweep is: through the product's own code, and the same SQL by hand; and what an idle tick costs."""

import multiprocessing
import statistics
import time
from collections.abc import Callable
from queue import Empty
from typing import Any

from django.db import connection

from bench.house import House
from bench.making import copies
from servicedesk.lib.ids import uuid7
from tickets import sweep
from tickets.actions import ticks

DUE = "clock_timestamp() - interval '1 s'"
IDLE_ROUNDS = 200
ROUNDS = 3
TRIGGERS = 2  # the loop and the worker: so the product runs
FORK = multiprocessing.get_context("fork")
Row = tuple[str, object, str]


def by_the_product() -> int:
    """Rows fired by the product's own catch-up."""
    return sweep.sweep_all().fired


def by_hand() -> int:
    """Rows fired by the same statement in the same batches, without the product around it."""
    connection.ensure_connection()
    line, total, batch = connection.connection, 0, sweep.BATCH
    while True:
        facts: dict[str, Any] = {"at": None, "ticket": None, "deadline": None, "until": None, "batch": batch}
        facts |= {"event_id": uuid7().hex[:24], "outbox_id": uuid7().hex[:24]}
        with line.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(sweep.SQL, facts)
            (count, _lateness) = cursor.fetchone()
            cursor.execute("COMMIT")
        total += count
        if count < batch:
            return total
        batch = sweep.FLOOD


def _child(fire: Callable[[], int], ready: Any, told: Any) -> None:
    connection.ensure_connection()
    ready.wait(60)
    began = time.monotonic()
    told.put((fire(), began, time.monotonic()))
    connection.close()


def rate(house: House, fire: Callable[[], int], prefix: str, *, count: int, processes: int) -> float:
    """Rows a second, on rows made for this very run and written to the disk before it."""
    copies(count, due=DUE, prefix=prefix)
    checkpoint(house)
    connection.close()
    ready, told = FORK.Barrier(processes), FORK.Queue()
    children = [FORK.Process(target=_child, args=(fire, ready, told)) for _one in range(processes)]
    for child in children:
        child.start()
    try:
        done = [told.get(timeout=600) for _one in children]
    except Empty as silence:
        raise SystemExit("a sweeper has died: see the log above") from silence
    for child in children:
        child.join()
    fired = sum(count for count, _began, _ended in done)
    if fired != count:
        raise SystemExit(f"{fired} of {count} fired")
    return fired / (max(ended for _n, _began, ended in done) - min(began for _n, began, _ended in done))


def checkpoint(house: House) -> None:
    """What was written before is on the disk, so that the measured run does not pay for it."""
    line = house.postgres.connect("postgres")
    with line.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    line.close()


def idle() -> list[Row]:
    """Milliseconds of database time of a tick that finds nothing due, seen from the client."""
    spent: list[float] = []

    def timed(execute: Callable[..., Any], *words: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*words)
        finally:
            spent[-1] += (time.perf_counter() - began) * 1000

    ticks.tick("loop")
    with connection.execute_wrapper(timed):
        for _round in range(IDLE_ROUNDS):
            spent.append(0.0)
            ticks.tick("loop")
    return [
        ("idle tick, ms of database time (median)", statistics.median(spent), "2"),
        ("idle tick, ms of database time (p99)", sorted(spent)[int(IDLE_ROUNDS * 0.99)], ""),
    ]


def measure(house: House, *, count: int) -> list[Row]:
    """Product and hand in turn, so that what else the machine does falls on both alike."""
    sweep.sweep_all()
    ours, hand, alone = [], [], []
    for n in range(ROUNDS):
        ours.append(rate(house, by_the_product, f"P{n}-", count=count, processes=TRIGGERS))
        hand.append(rate(house, by_hand, f"H{n}-", count=count, processes=TRIGGERS))
        alone.append(rate(house, by_the_product, f"A{n}-", count=count, processes=1))
    share = statistics.median(ours) / statistics.median(hand)
    return [
        ("sweep through the product, two triggers as it runs, rows/s (median)", statistics.median(ours), "20,000"),
        ("the same SQL by hand, two lines, rows/s (median)", statistics.median(hand), ""),
        ("share of it", share, "0.6"),
        ("sweep through the product, one trigger alone, rows/s (median)", statistics.median(alone), ""),
    ]
