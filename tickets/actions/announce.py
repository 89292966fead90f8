"""From fired deadlines to the people who must know: each once, and after a standstill one summary instead of a flood.

A batch is one transaction with as many statements whether it holds one row or a thousand. A row that cannot be told is
put off alone and the rest goes on; what finds nobody in their hours waits for these.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F

from accounts.actions import deliver, summarise
from tickets.actions.escalating import work_out
from tickets.models import Deadline, Outbox
from tickets.signals import deadline_fired

log = logging.getLogger(__name__)
BATCH = 1000
MOST_ATTEMPTS = 8
# Which rows these are, and until when each of them waits with what is still to be told.
_WAIT = """UPDATE tickets_outbox o SET waits_until = w.until, available_at = w.until, waiting = w.rest::jsonb
             FROM unnest(%s::uuid[], %s::timestamptz[], %s::text[]) AS w(id, until, rest) WHERE o.id = w.id"""


def fan_out(*, at: datetime) -> int:
    """Turn owed rows into notices, oldest first; returns how many were dealt with. Rows another worker holds are skipped."""
    done = 0
    while batch := _one_batch(at=at):
        done += batch
    return done


@transaction.atomic
def _one_batch(*, at: datetime) -> int:
    due = Outbox.objects.filter(delivered_at__isnull=True, dead_at__isnull=True, available_at__lte=at)
    rows = list(due.order_by("available_at", "id").select_for_update(skip_locked=True)[:BATCH])
    if rows:
        _tell(rows, at=at)
    return len(rows)


def _tell(rows: Sequence[Outbox], *, at: datetime) -> None:
    """Tell them all at once. On a failure try ever fewer; the one row that fails alone is tried again later."""
    try:
        with transaction.atomic():
            _tell_all(rows, at=at)
    except (OperationalError, InterfaceError):
        raise  # the database is away, or somebody was in the way: the rows wait for the next round
    except (DatabaseError, LookupError, ValueError, TypeError) as error:
        if len(rows) == 1:
            _later(rows[0], str(error), at=at)
            return
        log.warning("telling of %d failed, trying fewer", len(rows))
        few = max(1, len(rows) // 8)
        for begin in range(0, len(rows), few):
            _tell(rows[begin : begin + few], at=at)


def _tell_all(rows: Sequence[Outbox], *, at: datetime) -> None:
    telling = work_out(rows, at=at)
    deliver(telling.notices)
    summarise(telling.late, orgs=telling.orgs, key=f"digest:{at:%Y-%m-%dT%H}", at=at)
    if telling.news:
        deadline_fired.send(Deadline, deadlines=telling.news, at=at)
    _wait(telling.waiting)
    told = {row.pk for row in rows} - {row.pk for row in telling.waiting}
    Outbox.objects.filter(pk__in=told).update(delivered_at=at, attempts=F("attempts") + 1)


def _wait(rows: Sequence[Outbox]) -> None:
    if rows:
        with connection.cursor() as cursor:
            rest = [Outbox._meta.get_field("waiting").get_db_prep_value(row.waiting, connection) for row in rows]
            cursor.execute(_WAIT, [[row.pk for row in rows], [row.waits_until for row in rows], rest])


def _later(row: Outbox, error: str, *, at: datetime) -> None:
    attempts = row.attempts + 1
    log.error(
        "outbox %s failed %d times: %s",
        row.pk,
        attempts,
        error.splitlines()[0] if error else "",
    )
    Outbox.objects.filter(pk=row.pk).update(
        attempts=attempts,
        last_error=error[:300],
        available_at=at + timedelta(seconds=5 * 2**attempts),
        dead_at=at if attempts >= MOST_ATTEMPTS else None,
    )
