"""The chaos deck: `N` deadlines fall due while everything that fires them is killed, frozen and emptied, by a seeded hand.

Two workers, two beats and two loops run; whatever is killed is started again, as a supervisor would. `SEED` (default 1)
deals the cards. Afterwards the database itself is asked what fired, when, and how often, and the proofs are run.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable

import django
import psycopg2

from bench.house import PROJECT, number, stand
from bench.table import FOLDER, show

N = number("N", 100_000 if os.environ.get("FULL") else 5_000)
SEED = number("SEED", 1)
RATE = number("RATE", 200)  # due a second
FIRST, EVERY, PATIENCE = 10, 3.0, 240
HOUSE = stand(0)
django.setup()

from django.db import DatabaseError, connection  # noqa: E402
from redis import Redis, RedisError  # noqa: E402

from bench.making import copies  # noqa: E402
from tickets.proofs import prove_all  # noqa: E402

CELERY = (sys.executable, "-m", "celery", "-A", "servicedesk", "--quiet")
WORKER = (*CELERY, "worker", "--concurrency=1", "--loglevel=error", "--without-mingle", "--without-gossip")
BEAT = (*CELERY, "beat", "--loglevel=error", "--pidfile=")
LOOP = (sys.executable, "manage.py", "sweep_loop")
FIGURES = """
SELECT count(*) FILTER (WHERE d.state = 'fired'), count(*) FILTER (WHERE d.settled_at < d.due_at),
       count(*) FILTER (WHERE d.state <> 'fired'), COALESCE(sum(e.n) FILTER (WHERE e.n > 1), 0),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM d.settled_at - d.due_at)),
       percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM d.settled_at - d.due_at)),
       max(extract(epoch FROM d.settled_at - d.due_at))
  FROM tickets_deadline d JOIN tickets_ticket t ON t.id = d.ticket_id
  LEFT JOIN (SELECT deadline_id, count(*) AS n FROM tickets_ticketevent GROUP BY deadline_id) e ON e.deadline_id = d.id
 WHERE t.number LIKE 'C-%'
"""


class Clockwork:
    """The processes that fire deadlines, each started again when it is gone."""

    def __init__(self) -> None:
        self.log = (FOLDER / "faults.log").open("ab")
        self.children = {
            f"{name}{n}": (words, self._start(words))
            for name, words in (("worker", WORKER), ("beat", BEAT), ("loop", LOOP))
            for n in (1, 2)
        }

    def _start(self, words: tuple[str, ...]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(words, cwd=PROJECT, stdout=self.log, stderr=self.log, start_new_session=True)

    def look_after(self) -> None:
        """Start again whatever has ended."""
        for name, (words, child) in list(self.children.items()):
            if child.poll() is not None:
                self.children[name] = (words, self._start(words))

    def signal(self, name: str, what: signal.Signals) -> None:
        child = self.children[name][1]
        if child.poll() is None:
            os.killpg(child.pid, what)
        if what == signal.SIGKILL:
            child.wait()

    def kill_child_of(self, name: str) -> None:
        """The prefork child of a worker alone; its parent starts another."""
        parent = self.children[name][1].pid
        found = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True, check=False).stdout.split()
        for pid in found[:1]:
            os.kill(int(pid), signal.SIGKILL)

    def stop(self) -> None:
        for name in self.children:
            self.signal(name, signal.SIGKILL)
        self.log.close()


def kill_backend() -> None:
    """kill -9 of one Postgres backend: the postmaster ends all others and recovers."""
    line = HOUSE.postgres.connect("postgres")
    with line.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = 'run' ORDER BY random() LIMIT 1")
        row = cursor.fetchone()
    line.close()
    if row:
        os.kill(row[0], signal.SIGKILL)


def kill_postmaster() -> None:
    """kill -9 of Postgres itself, and again on the same port."""
    if HOUSE.postgres.child:
        HOUSE.postgres.child.kill()
        HOUSE.postgres.child.wait()
    time.sleep(1)
    HOUSE.restart_postgres()


def kill_valkey() -> None:
    """kill -9 of the broker, and again on the same port."""
    if HOUSE.valkey.child:
        HOUSE.valkey.child.kill()
        HOUSE.valkey.child.wait()
    HOUSE.restart_valkey()


def flush() -> None:
    """FLUSHALL, bindings and all."""
    with Redis.from_url(HOUSE.valkey.url) as broker:
        broker.flushall()


def deck(work: Clockwork, dealer: random.Random) -> dict[str, Callable[[], None]]:
    """The cards. A frozen process holds what it has locked until the database loses patience."""

    def one(*names: str) -> str:
        return dealer.choice([f"{name}{n}" for name in names for n in (1, 2)])

    def freeze() -> None:
        name = one("worker", "loop")
        work.signal(name, signal.SIGSTOP)
        time.sleep(4)
        work.signal(name, signal.SIGCONT)

    return {
        "kill -9 worker": lambda: work.signal(one("worker"), signal.SIGKILL),
        "kill -9 child": lambda: work.kill_child_of(one("worker")),
        "kill -9 beat": lambda: work.signal(one("beat"), signal.SIGKILL),
        "kill -9 loop": lambda: work.signal(one("loop"), signal.SIGKILL),
        "kill -9 Valkey": kill_valkey,
        "FLUSHALL": flush,
        "freeze 4 s": freeze,
        "kill -9 Postgres backend": kill_backend,
        "kill -9 postmaster": kill_postmaster,
    }


def still_armed() -> int:
    """How many have not fired; while Postgres recovers nobody knows."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM tickets_deadline WHERE state = 'armed' AND ticket_id IN "
                "(SELECT id FROM tickets_ticket WHERE number LIKE 'C-%')"
            )
            return int(cursor.fetchone()[0])
    except DatabaseError:
        connection.close()
        return -1


def play(work: Clockwork, dealer: random.Random) -> Counter[str]:
    """Deal a card every few seconds while deadlines fall due, each card at least once if there is time; then wait."""
    cards, dealt = deck(work, dealer), Counter[str]()
    order = dealer.sample(list(cards), len(cards))
    over = time.monotonic() + FIRST + N / RATE
    time.sleep(FIRST)
    while time.monotonic() < over:
        name = order.pop() if order else dealer.choice(list(cards))
        try:
            cards[name]()
            dealt[name] += 1
        except (psycopg2.Error, RedisError, ProcessLookupError):
            dealt[f"{name} (could not)"] += 1
        time.sleep(EVERY / 2)
        work.look_after()
        time.sleep(EVERY / 2)
    patience = time.monotonic() + PATIENCE
    while still_armed() and time.monotonic() < patience:
        work.look_after()
        time.sleep(1)
    return dealt


def main() -> int:
    """Play one game and count."""
    copies(N, due=f"clock_timestamp() + {FIRST} * interval '1 s' + n * interval '{1000 / RATE} ms'", prefix="C-")
    work = Clockwork()
    try:
        dealt = play(work, random.Random(SEED))
    finally:
        work.stop()
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(FIGURES)
        fired, early, lost, twice, half, most, worst = cursor.fetchone()
    broken = [finding.number for finding in prove_all() if finding.count and finding.number != "P12"]
    rows: list[tuple[str, object, str]] = [
        ("fired", fired, f"{N:,} of {N:,}"),
        ("early", early, "0"),
        ("lost", lost, "0"),
        ("twice", int(twice), "0"),
        ("lateness p50, s", float(half or 0), "1 without faults"),
        ("lateness p99, s", float(most or 0), "5 without faults"),
        ("lateness worst, s", float(worst or 0), ""),
        ("faults dealt", sum(dealt.values()), ""),
        ("proofs (without P12: the fan-out was stopped)", ", ".join(broken) or "clean", "clean"),
    ]
    show("faults", rows, n=N, seed=SEED, dealt=dict(dealt))
    return int(bool(early or lost or twice or broken or fired != N))


if __name__ == "__main__":
    sys.exit(main())
