"""久无动态: which open cases nobody has touched for more than half of a running promise, or that come back again and again.

What nobody does leaves no trace that an index could find, so a tick looks for it; what somebody has done since is seen
when the list is read.
"""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from tickets.lifecycle import ENDED
from tickets.models import TicketQuerySet

BOUNCES = 3
_FIND = """
INSERT INTO supervision_quiet (ticket_id, org_id, why, since, version)
SELECT DISTINCT ON (t.id) t.id, t.org_id,
       CASE WHEN t.returns >= %(bounces)s THEN 'bounced' ELSE 'silent' END, touched.at, t.version
  FROM tickets_ticket t
  JOIN tickets_clock c ON c.ticket_id = t.id AND c.stopped_at IS NULL AND c.dropped_at IS NULL
                      AND c.binding = 'promise' AND c.due_at > c.started_at
 CROSS JOIN LATERAL (SELECT e.at FROM tickets_ticketevent e WHERE e.ticket_id = t.id AND e.by_id IS NOT NULL
                      ORDER BY e.seq DESC LIMIT 1) AS touched
 WHERE NOT t.status = ANY(%(ended)s) AND t.suspended_at IS NULL AND t.imported_at IS NULL
   AND (t.returns >= %(bounces)s OR %(at)s - greatest(touched.at, c.started_at) > (c.due_at - c.started_at) / 2)
 ORDER BY t.id
ON CONFLICT (ticket_id) DO UPDATE SET why = EXCLUDED.why, since = EXCLUDED.since, version = EXCLUDED.version
 WHERE supervision_quiet.version <> EXCLUDED.version OR supervision_quiet.why <> EXCLUDED.why
"""
_FORGET = """
DELETE FROM supervision_quiet q USING tickets_ticket t
 WHERE t.id = q.ticket_id AND (t.status = ANY(%(ended)s) OR t.suspended_at IS NOT NULL
    OR q.why = 'silent' AND t.version <> q.version)
"""


def look_for_stillness(*, at: datetime) -> int:
    """Write down what has become quiet, forget what is not any more; how many are new."""
    facts: dict[str, Any] = {"at": at, "bounces": BOUNCES, "ended": sorted(ENDED)}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FORGET, facts)
        cursor.execute(_FIND, facts)
        return cursor.rowcount


def still(tickets: TicketQuerySet) -> TicketQuerySet:
    """Those of them that stand still: as they were found, and untouched since."""
    untouched = Q(quiet__why="bounced") | Q(quiet__why="silent", quiet__version=F("version"))
    return tickets.filter(untouched, suspended_at__isnull=True)
