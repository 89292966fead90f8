"""The sweep: one statement claims what is due, settles it, writes its event and what is owed because of it.

No ON CONFLICT: a conflict is a fault in the program and must show. A row that cannot be settled is set aside with its
error and the rest goes on; a database that is away or busy is no fault of the row. Correct however many sweeps run at
once, and whichever of them is killed.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from servicedesk.lib.ids import uuid7

log = logging.getLogger(__name__)
# Few at a time, so that whoever acts on one of these cases hardly waits; after a full batch there is a flood to clear.
BATCH, FLOOD = 500, 2000

# Who is answered at the very moment when it was due has answered in time: what a ticket's own step settles lies before it.
ARMED = "WHERE d.state = 'armed' AND d.quarantined_at IS NULL"
WHERE = f"""
   {ARMED}
     AND d.due_at <= LEAST(COALESCE(%(at)s::timestamptz, now()), %(until)s::timestamptz)
     AND (%(ticket)s::uuid IS NULL OR (d.ticket_id = %(ticket)s::uuid AND d.due_at < %(at)s::timestamptz))
     AND (%(deadline)s::uuid IS NULL OR d.id = %(deadline)s::uuid)
"""
DUE = f"FROM tickets_deadline d JOIN tickets_ticket t ON t.id = d.ticket_id {WHERE}"
FIRST = f"SELECT d.id FROM tickets_deadline d {WHERE} ORDER BY d.due_at, d.id LIMIT 1"
OLDEST = f"SELECT d.id {DUE} ORDER BY d.due_at, d.id LIMIT 1 FOR NO KEY UPDATE OF d, t SKIP LOCKED"
# `= ANY(ARRAY(...))` says nothing that the join does not: it keeps the planner from reading a whole table for a batch.
SQL = f"""
WITH claimed AS MATERIALIZED (
  SELECT d.id, d.org_id, d.ticket_id, d.name, d.stage, d.generation, d.due_at, t.seq, t.version
   {DUE}
   ORDER BY d.due_at, d.id LIMIT %(batch)s
     FOR NO KEY UPDATE OF d, t SKIP LOCKED),
due AS MATERIALIZED (
  SELECT claimed.*, row_number() OVER (ORDER BY due_at, id) AS n,
         row_number() OVER (PARTITION BY ticket_id ORDER BY due_at, id) AS k FROM claimed),
fired AS (
  UPDATE tickets_deadline d SET state = 'fired', settled_at = COALESCE(%(at)s::timestamptz, clock_timestamp())
    FROM due WHERE d.id = due.id AND d.id = ANY(ARRAY(SELECT id FROM claimed)) AND d.state = 'armed'
  RETURNING d.due_at, d.settled_at),
counted AS (
  UPDATE tickets_ticket t SET seq = t.seq + c.n
    FROM (SELECT ticket_id, count(*) AS n FROM due GROUP BY ticket_id) c
   WHERE t.id = c.ticket_id AND t.id = ANY(ARRAY(SELECT ticket_id FROM claimed))),
told AS (
  INSERT INTO tickets_ticketevent (id, org_id, ticket_id, seq, what, at, reason, facts, audience,
                                   from_status, to_status, version, deadline_id)
  SELECT (%(event_id)s || lpad(to_hex(n), 8, '0'))::uuid, org_id, ticket_id, seq + k,
         CASE WHEN stage = 'breach' THEN 'deadline_missed' WHEN stage = 'target' THEN 'target_passed'
              WHEN stage LIKE 'after%%' THEN 'deadline_escalated' ELSE 'deadline_warned' END,
         due_at, '', jsonb_build_object('clock', name, 'stage', stage, 'generation', generation), 'internal',
         '', '', version, id FROM due),
owed AS (
  INSERT INTO tickets_outbox (id, org_id, key, topic, ticket_id, deadline_id, created_at, available_at, attempts,
                              last_error)
  SELECT (%(outbox_id)s || lpad(to_hex(n), 8, '0'))::uuid, org_id,
         'deadline:' || ticket_id || ':' || name || ':' || stage || ':' || generation, 'deadline', ticket_id, id,
         COALESCE(%(at)s::timestamptz, clock_timestamp()), COALESCE(%(at)s::timestamptz, clock_timestamp()), 0, ''
    FROM due)
SELECT count(*), COALESCE(max(settled_at - due_at), interval '0') FROM fired
"""
# Whoever has the case already waits for its rows: a sweep that passed it over may still hold them, but waits for nobody.
SETTLE = SQL.replace(" SKIP LOCKED", "")
# The same for several cases that somebody has.
_OF_MANY = f"{WHERE} AND d.ticket_id = ANY(%(tickets)s) AND d.due_at < %(at)s::timestamptz"
FIRST_OF_MANY = FIRST.replace(WHERE, _OF_MANY)
SETTLE_MANY = SETTLE.replace(WHERE, _OF_MANY)
MOST_AT_ONCE = 100_000


@dataclass(frozen=True)
class Swept:
    """How many stages fired and how late the latest of them was."""

    fired: int
    lateness: timedelta


def fire(
    *,
    at: datetime | None,
    batch: int = BATCH,
    ticket: UUID | None = None,
    deadline: UUID | None = None,
    until: datetime | None = None,
) -> Swept:
    """Fire what is due at `at` (None: now by the database's clock), oldest first, in the caller's transaction.

    `until` bounds it by a moment that the clock guard has seen. With `ticket` (and `at`) only what was due before `at`.
    """
    facts: dict[str, Any] = {"at": at, "ticket": ticket, "deadline": deadline, "until": until, "batch": batch}
    facts |= {"event_id": _first_of_series(), "outbox_id": _first_of_series()}
    with connection.cursor() as cursor:
        cursor.execute(FIRST, facts)
        if cursor.fetchone() is None:
            return Swept(0, timedelta(0))
        cursor.execute(SETTLE if ticket else SQL, facts)
        count, lateness = cursor.fetchone()
    return Swept(count, lateness)


def fire_many(tickets: list[UUID], *, at: datetime) -> Swept:
    """Fire what was due before `at` of these cases, which the caller has locked; in as many statements as for one."""
    facts: dict[str, Any] = {"at": at, "ticket": None, "deadline": None, "until": None, "tickets": tickets}
    facts |= {"event_id": _first_of_series(), "outbox_id": _first_of_series(), "batch": MOST_AT_ONCE}
    with connection.cursor() as cursor:
        cursor.execute(FIRST_OF_MANY, facts)
        if cursor.fetchone() is None:
            return Swept(0, timedelta(0))
        cursor.execute(SETTLE_MANY, facts)
        count, lateness = cursor.fetchone()
    return Swept(count, lateness)


def _first_of_series() -> str:
    """The front of a UUIDv7 made here, in whose last 32 bits the database counts: thousands need not cross the wire."""
    return uuid7().hex[:24]


def sweep(*, at: datetime | None = None, batch: int = BATCH, until: datetime | None = None) -> Swept:
    """Fire one batch in one transaction. On a failure try ever fewer; the one row that fails alone is set aside."""
    try:
        with transaction.atomic():
            return fire(at=at, batch=batch, until=until)
    except (OperationalError, InterfaceError):
        raise  # the database is away, or somebody was in the way: the rows wait for the next round
    except DatabaseError:
        if batch <= 8:
            return _one_by_one(batch, at=at, until=until)
        log.warning("sweep of %d failed, trying fewer", batch)
        return sweep(at=at, batch=batch // 8, until=until)


def _one_by_one(count: int, *, at: datetime | None, until: datetime | None) -> Swept:
    """Fire a few rows each in a transaction of its own; whichever fails is set aside with its error."""
    total, latest = 0, timedelta(0)
    for _row in range(count):
        done = _fire_oldest(at=at, until=until)
        total, latest = total + done.fired, max(latest, done.lateness)
    return Swept(total, latest)


def _fire_oldest(*, at: datetime | None, until: datetime | None) -> Swept:
    row: UUID | None = None
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(OLDEST, {"at": at, "ticket": None, "deadline": None, "until": until})
            (row,) = cursor.fetchone() or (None,)
            return fire(at=at, batch=1, deadline=row, until=until) if row else Swept(0, timedelta(0))
    except (OperationalError, InterfaceError):
        raise
    except DatabaseError as error:
        _set_aside(row, str(error))
        return Swept(0, timedelta(0))


def sweep_all(*, at: datetime | None = None, until: datetime | None = None) -> Swept:
    """Fire everything that is due, batch after batch; the usual way to catch up after a standstill."""
    total, latest, batch = 0, timedelta(0), BATCH
    while True:
        done = sweep(at=at, batch=batch, until=until)
        total, latest = total + done.fired, max(latest, done.lateness)
        if done.fired < batch:
            return Swept(total, latest)
        batch = FLOOD


def _set_aside(row: UUID | None, error: str) -> None:
    log.error("deadline %s set aside: %s", row, error.splitlines()[0])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tickets_deadline SET quarantined_at = clock_timestamp(), last_error = %s WHERE id = %s",
            [error[:300], row],
        )
