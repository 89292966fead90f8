"""The fourteen proofs: what must never be found in the database, whatever was killed while it was written.

Each is a query that returns the ids of the rows that contradict it. They hold for imported cases (whose old breaches are
owed to nobody), for clocks of many generations, and for clocks that stand still.
"""

import time
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.db import connection, transaction

from tickets.lifecycle import CLOCKS, ENDED, ORDER_CLOCK, STEP_BY_STEP, Kind, Status, family, heard
from tickets.models import Proving

SHOWN = 20
FINAL = "('breach', 'target')"
HOPS = 50

# A stage that somebody has voided (who, why, with what proof) is no longer held against the clock.
_VOIDED = """EXISTS (SELECT FROM tickets_ticketevent v WHERE v.ticket_id = d.ticket_id AND v.what = 'deadline_voided'
             AND v.facts->>'deadline' = d.id::text)"""
# The limit of this run was missed by an earlier generation, and that is not told again.
_MISSED_BEFORE = f"""(c.due_at < c.started_at AND EXISTS (SELECT FROM tickets_clock b JOIN tickets_deadline m
             ON m.clock_id = b.id WHERE b.ticket_id = c.ticket_id AND b.name = c.name AND b.generation < c.generation
             AND COALESCE(b.origin_at, b.started_at) = c.origin_at AND m.stage IN {FINAL} AND m.state = 'fired'))"""
_PAUSED = "EXISTS (SELECT FROM tickets_clockspan s WHERE s.clock_id = c.id AND s.state = 'paused' AND s.to_at IS NULL)"


@dataclass(frozen=True)
class Proof:
    """One obligation: its number, what a row that breaks it would mean, and the query that looks for such rows."""

    number: str
    means: str
    sql: str


@dataclass(frozen=True)
class Finding:
    """How many rows break a proof, and the first of them."""

    number: str
    count: int
    ids: tuple[str, ...]


PROOFS = (
    Proof(
        "P1",
        "fired, but the history does not tell it",
        """SELECT d.id FROM tickets_deadline d WHERE d.state = 'fired'
           AND NOT EXISTS (SELECT FROM tickets_ticketevent e WHERE e.deadline_id = d.id)""",
    ),
    Proof(
        "P2",
        "the history tells of a deadline that has not fired",
        """SELECT e.id FROM tickets_ticketevent e JOIN tickets_deadline d ON d.id = e.deadline_id
           WHERE d.state <> 'fired' AND e.what <> 'deadline_voided'""",
    ),
    Proof(
        "P3",
        "fired, but nobody is owed the news",
        """SELECT d.id FROM tickets_deadline d JOIN tickets_ticket t ON t.id = d.ticket_id WHERE d.state = 'fired'
           AND (t.imported_at IS NULL OR d.due_at >= t.imported_at)
           AND NOT EXISTS (SELECT FROM tickets_outbox o WHERE o.deadline_id = d.id)""",
    ),
    Proof(
        "P4",
        "told twice in the history",
        """SELECT deadline_id FROM tickets_ticketevent WHERE deadline_id IS NOT NULL AND what <> 'deadline_voided'
           GROUP BY deadline_id HAVING count(*) > 1""",
    ),
    Proof(
        "P5",
        "fired before it was due",
        "SELECT d.id FROM tickets_deadline d WHERE d.state = 'fired' AND d.settled_at < d.due_at",
    ),
    Proof(
        "P6",
        "overdue for more than a minute and not fired",
        """SELECT d.id FROM tickets_deadline d WHERE d.state = 'armed' AND d.quarantined_at IS NULL
           AND d.due_at < clock_timestamp() - interval '60 s'""",
    ),
    Proof(
        "P7",
        "called off after it was due",
        """SELECT d.id FROM tickets_deadline d WHERE d.state = 'cancelled' AND d.quarantined_at IS NULL
           AND d.settled_at > d.due_at""",
    ),
    Proof(
        "P8",
        "answered in time, yet fired",
        f"""SELECT d.id FROM tickets_deadline d JOIN tickets_clock c ON c.id = d.clock_id
            WHERE d.state = 'fired' AND d.stage IN {FINAL} AND c.stopped_at <= d.due_at AND NOT {_VOIDED}""",
    ),
    Proof(
        "P9",
        "answered late, yet not fired",
        f"""SELECT c.id FROM tickets_clock c WHERE c.stopped_at > c.due_at AND NOT {_MISSED_BEFORE}
            AND NOT EXISTS (SELECT FROM tickets_deadline d WHERE d.clock_id = c.id AND d.stage IN {FINAL}
                            AND (d.state = 'fired' OR d.quarantined_at IS NOT NULL))
            AND NOT EXISTS (SELECT FROM tickets_clockspan s WHERE s.clock_id = c.id AND s.state = 'paused'
                            AND s.from_at <= c.due_at AND COALESCE(s.to_at, c.stopped_at) >= c.stopped_at)""",
    ),
    Proof(
        "P10",
        "armed on a closed case or on a clock that has ended or stands still",
        f"""SELECT d.id FROM tickets_deadline d JOIN tickets_ticket t ON t.id = d.ticket_id
            JOIN tickets_clock c ON c.id = d.clock_id WHERE d.state = 'armed'
            AND (t.status = ANY(%(ended)s) OR c.stopped_at IS NOT NULL OR c.dropped_at IS NOT NULL OR {_PAUSED})""",
    ),
    Proof(
        "P11",
        "a promise of an open case that no clock keeps",
        f"""WITH rules AS MATERIALIZED (
              SELECT * FROM unnest(%(kinds)s::text[], %(names)s::text[], %(verbs)s::text[], %(waits)s::bool[],
                                   %(starts)s::bool[]) AS rule(kind, name, verb, waits, starts)),
            pledged AS MATERIALIZED (
              SELECT t.id, COALESCE(NULLIF(t.track, ''), t.kind) AS kind, pledge.name, split_part(pledge.name, '.', 1) AS step, pledge.promise::uuid AS promise
              FROM tickets_ticket t CROSS JOIN LATERAL jsonb_each_text(t.pledges) AS pledge(name, promise)
              WHERE t.status <> ALL(%(ended)s) AND split_part(pledge.name, '.', 2) IN ('', 'floor')),
            lacking AS MATERIALIZED (
              SELECT * FROM pledged l
              WHERE NOT EXISTS (SELECT FROM tickets_deadline d WHERE d.ticket_id = l.id AND d.name = l.name)),
            reached AS MATERIALIZED (
              SELECT DISTINCT ON (t.id, r.name) t.id, r.name AS step, r.starts FROM tickets_ticketevent e
                JOIN tickets_ticket t ON t.id = e.ticket_id JOIN rules r ON r.kind = COALESCE(NULLIF(t.track, ''), t.kind) AND r.verb = e.what
                AND r.waits = (e.to_status = 'to_review')
              WHERE t.status <> ALL(%(ended)s) ORDER BY t.id, r.name, e.seq DESC)
            SELECT l.id FROM lacking l JOIN reached ON reached.id = l.id AND reached.step = l.step AND reached.starts
              JOIN deadlines_promise p ON p.id = l.promise
            WHERE p.starts_on = '' OR EXISTS (SELECT FROM rules r WHERE r.kind = l.kind AND r.name = l.step
                                              AND r.verb = p.starts_on)
            UNION
            SELECT t.id FROM tickets_clock c JOIN tickets_ticket t ON t.id = c.ticket_id
            WHERE c.stopped_at IS NULL AND c.dropped_at IS NULL AND t.status <> ALL(%(ended)s) AND NOT {_PAUSED} AND NOT {_MISSED_BEFORE}
            AND NOT EXISTS (SELECT FROM tickets_deadline d WHERE d.clock_id = c.id AND d.stage IN {FINAL}
                            AND (d.state IN ('armed', 'fired') OR d.quarantined_at IS NOT NULL))""",
    ),
    Proof(
        "P12",
        "owed for more than 15 minutes and not delivered",
        """SELECT o.id FROM tickets_outbox o WHERE o.delivered_at IS NULL AND o.dropped_at IS NULL
           AND COALESCE(o.waits_until, o.created_at) < clock_timestamp() - interval '15 min'""",
    ),
    Proof(
        "P13",
        "with both a handler and a queue, or with neither",
        "SELECT t.id FROM tickets_ticket t WHERE (t.handler_id IS NULL) = (t.queue_id IS NULL)",
    ),
    Proof(
        "P14",
        "merged into nothing that lives on, or without the link that says so, or a part of itself",
        f"""WITH RECURSIVE way AS (
              SELECT t.id, t.merged_into_id AS next, 1 AS hops FROM tickets_ticket t WHERE t.merged_into_id IS NOT NULL
              UNION ALL
              SELECT way.id, t.merged_into_id, way.hops + 1 FROM way JOIN tickets_ticket t ON t.id = way.next
               WHERE t.merged_into_id IS NOT NULL AND way.hops < {HOPS}),
            up AS (
              SELECT l.source_id AS id, l.target_id AS next, 1 AS hops FROM tickets_ticketlink l
               WHERE l.kind = 'child' AND l.ended_at IS NULL
              UNION ALL
              SELECT up.id, l.target_id, hops + 1 FROM up JOIN tickets_ticketlink l ON l.source_id = up.next
               WHERE l.kind = 'child' AND l.ended_at IS NULL AND hops < {HOPS})
            SELECT id FROM way WHERE hops >= {HOPS} UNION SELECT id FROM up WHERE next = id
            UNION
            SELECT t.id FROM tickets_ticket t WHERE t.merged_into_id IS NOT NULL
               AND NOT EXISTS (SELECT FROM tickets_ticketlink l WHERE l.source_id = t.id AND l.kind = 'merged'
                               AND l.target_id = t.merged_into_id AND l.ended_at IS NULL)""",
    ),
)


def _rules() -> dict[str, list[Any]]:
    """Which verb starts and which one ends each clock of each kind, where a report waits and where not, as columns."""
    rows = []
    for kind in (*Kind, STEP_BY_STEP):
        for rule in (*CLOCKS[family(kind)], ORDER_CLOCK):
            turns = rule.starts | rule.stops | rule.drop
            for verb, waits in product(sorted(turns | {"approve_return"}), (False, True)):
                told = heard(rule.name, verb, Status.TO_REVIEW if waits else "")
                if told in turns:
                    rows.append((str(kind), rule.name, verb, waits, told in rule.starts))
    kinds, names, verbs, waiting, starts = (list(column) for column in zip(*rows, strict=True))
    return {"kinds": kinds, "names": names, "verbs": verbs, "waits": waiting, "starts": starts}


def find(proof: Proof) -> Finding:
    """Look for the rows that break one proof."""
    facts = {"ended": sorted(ENDED)} | _rules()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), (array_agg(found.id::text ORDER BY found.id))[1:{SHOWN}] FROM ({proof.sql}) AS found(id)",
            facts,
        )
        count, ids = cursor.fetchone()
    return Finding(proof.number, count, tuple(ids or ()))


def prove_all() -> list[Finding]:
    """Run the fourteen proofs, one statement each, each given the time that it needs on a large database."""
    findings = []
    for proof in PROOFS:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = '10min'")
            findings.append(find(proof))
    return findings


def prove_and_record() -> Proving:
    """Run the proofs and write down what was found."""
    began = time.monotonic()
    found = {one.number: {"count": one.count, "ids": list(one.ids)} for one in prove_all() if one.count}
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (at,) = cursor.fetchone()
    return Proving.objects.create(at=at, took_ms=int((time.monotonic() - began) * 1000), found=found)
