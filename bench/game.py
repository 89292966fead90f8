"""One game: `N` deadlines fall due, cards are dealt, everything is drained, and the database and the partner are asked."""

import random
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import psycopg2
from django.db import Error, connection
from redis import RedisError

from bench.deck import Clockwork, Deck, NotDealt
from bench.house import House
from bench.making import copies
from bench.partner import Partner
from tickets.proofs import prove_all

FIRST = 12  # seconds until the first is due: everybody has started
MADE = 5_000  # deadlines made a second, at the least
EVERY = 2.5  # seconds between two cards
PATIENCE = 300  # seconds for what is left when the last is due
FAILING = 0.06
BATCH = "200"  # messages in one request

LEFT = """
SELECT (SELECT count(*) FROM tickets_deadline WHERE state = 'armed' AND due_at <= clock_timestamp()),
       (SELECT count(*) FROM tickets_outbox WHERE delivered_at IS NULL AND dead_at IS NULL),
       (SELECT count(*) FROM accounts_notice WHERE to_pass_on),
       (SELECT count(*) FROM customers_message WHERE sent_at IS NULL AND dead_at IS NULL)
"""
# Fired deadlines of which nobody was told through the partner.
UNTOLD = """
SELECT count(*) FROM (SELECT o.key FROM tickets_outbox o JOIN tickets_ticket t ON t.id = o.ticket_id
  WHERE t.number LIKE 'C-%' AND o.deadline_id IS NOT NULL
 EXCEPT SELECT n.key FROM accounts_notice n JOIN customers_message m ON m.key = 'notice:' || n.id
  WHERE m.sent_at IS NOT NULL) AS untold
"""
COUNTS = """
SELECT count(*) FILTER (WHERE d.state = 'fired'), count(*) FILTER (WHERE d.settled_at < d.due_at),
       count(*) FILTER (WHERE d.state <> 'fired'), COALESCE(sum(e.n - 1), 0)::int
  FROM tickets_deadline d JOIN tickets_ticket t ON t.id = d.ticket_id
  LEFT JOIN (SELECT deadline_id, count(*) AS n FROM tickets_ticketevent GROUP BY deadline_id) e ON e.deadline_id = d.id
 WHERE t.number LIKE 'C-%'
"""
LATENESS = """
SELECT extract(epoch FROM d.due_at)::float, extract(epoch FROM d.settled_at - d.due_at)::float
  FROM tickets_deadline d JOIN tickets_ticket t ON t.id = d.ticket_id
 WHERE t.number LIKE 'C-%' AND d.state = 'fired' ORDER BY d.due_at
"""


@dataclass
class Result:
    """What a game has shown."""

    seed: int
    fired: int
    early: int
    lost: int
    twice: int
    wrong: list[str]
    broken: list[str]
    left: list[int]
    lateness: list[float]
    drained_after: float
    fewest: int
    dealt: Counter[str] = field(default_factory=Counter)
    cost: dict[str, list[float]] = field(default_factory=dict)
    silences: list[float] = field(default_factory=list)
    partner: dict[str, int] = field(default_factory=dict)

    def is_clean(self, count: int) -> bool:
        """Each exactly once, none early, none lost, the partner told of each, every proof clean."""
        bad = self.early or self.lost or self.twice or self.wrong or self.broken or any(self.left)
        return not bad and self.fired == count


def ask(statement: str) -> list[tuple[Any, ...]]:
    """What the database says."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(statement)
        return list(cursor.fetchall())


def left() -> list[int]:
    """What has not fired, is owed, or waits for the partner; while Postgres recovers nobody knows."""
    try:
        return list(ask(LEFT)[0])
    except Error:
        connection.close()
        return [-1]


def play(house: House, *, seed: int, count: int, rate: int) -> Result:
    """One game with a fresh database and a dealer of its own."""
    first_at = fresh(house, count, rate)
    with Partner(failing=FAILING, seed=seed) as partner:
        work = Clockwork(house, {"STAFF_GATEWAY_URL": partner.url, "STAFF_GATEWAY_BATCH": BATCH})
        try:
            table = Table(Deck(work, random.Random(seed)))
            table.deal(first_at, lasting=count / rate)
            drained_after = drain(work)
            silences = work.postgres.silences() + work.valkey.silences()
        finally:
            work.stop()
        return judge(seed, table, partner, drained_after, silences=silences)


def fresh(house: House, count: int, rate: int) -> float:
    """The template once more under the same name, and the deadlines; when the first is due.

    What this has written goes to the disk at once, so that no crash of the game has to make up for it.
    """
    first_at = time.time() + FIRST + count / MADE
    connection.close()
    line = house.postgres.connect("postgres")
    with line.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = 'run'")
        house.copy("seed_0", "run")
        copies(count, due=f"to_timestamp({first_at}) + n * interval '{1000 / rate} ms'", prefix="C-")
        with connection.cursor() as ours:
            ours.execute("ANALYZE")
        cursor.execute("CHECKPOINT")
    line.close()
    return first_at


class Table:
    """Deals every card twice, in an order of the dealer's, then whatever comes; and remembers when."""

    def __init__(self, deck: Deck) -> None:
        self.deck = deck
        self.dealt: Counter[str] = Counter()
        self.moments: list[tuple[float, str]] = []

    def deal(self, first_at: float, *, lasting: float) -> None:
        """A card every few seconds from the first that is due to the last."""
        dealer, cards = self.deck.dealer, self.deck.cards
        order = [name for _round in range(2) for name in dealer.sample(list(cards), len(cards))]
        time.sleep(max(0.0, first_at - time.time()))
        while time.time() < first_at + lasting:
            name = order.pop(0) if order else dealer.choice(list(cards))
            self.moments.append((time.time(), name))
            try:
                cards[name]()
                self.dealt[name] += 1
            except (NotDealt, psycopg2.Error, RedisError, ProcessLookupError):
                self.moments.pop()
                order.append(name)
            self.deck.work.wait(EVERY)


def drain(work: Clockwork) -> float:
    """Wait until nothing is left; the seconds it took after the last card."""
    began = time.monotonic()
    while any(left()) and time.monotonic() < began + PATIENCE:
        work.wait(1)
    return time.monotonic() - began


def judge(seed: int, table: Table, partner: Partner, drained_after: float, *, silences: list[float]) -> Result:
    """Ask the database, the partner and the proofs."""
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    fired, early, lost, twice = ask(COUNTS)[0]
    lateness = ask(LATENESS)
    keys = [key for (key,) in ask("SELECT key FROM customers_message")]
    (untold,) = ask(UNTOLD)[0]
    return Result(
        seed=seed,
        fired=fired,
        early=early,
        lost=lost,
        twice=twice,
        wrong=partner.wrong(keys) + [f"{untold} deadlines of which nobody was told"] * bool(untold),
        broken=[f"{finding.number} {finding.count}" for finding in prove_all() if finding.count],
        left=left(),
        lateness=[late for _due, late in lateness],
        drained_after=drained_after,
        fewest=min(table.dealt[name] for name in table.deck.cards),
        dealt=table.dealt,
        cost=cost(table.moments, lateness),
        silences=silences,
        partner=partner.figures(),
    )


def cost(moments: list[tuple[float, str]], lateness: list[tuple[Any, ...]]) -> dict[str, list[float]]:
    """For each card the worst lateness between it and the next card, each time that it was dealt."""
    found: dict[str, list[float]] = {}
    ends = [at for at, _name in moments[1:]] + [float("inf")]
    for (at, name), end in zip(moments, ends, strict=True):
        worst = max((late for due, late in lateness if at <= due < end), default=0.0)
        found.setdefault(name, []).append(worst)
    return found


def spread(values: list[float]) -> tuple[float, float, float]:
    """The median, the 99th percentile, the worst."""
    if len(values) < 2:
        return (0.0, 0.0, 0.0)
    return statistics.median(values), statistics.quantiles(values, n=100)[98], max(values)
