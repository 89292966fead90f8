"""Rows that say what an earlier row said: linked to it, neither merged nor lost."""

from uuid import UUID

from django.db import connection, transaction

SQL = """
WITH said AS (
  SELECT id, repeats_id, source_digest, first_value(id) OVER (
           PARTITION BY source_digest ORDER BY registered_at, external_number) AS first_id
    FROM tickets_ticket
   WHERE org_id = %s AND source = %s AND imported_at IS NOT NULL AND source_digest <> ''),
changed AS (
  SELECT said.id, said.first_id
    FROM said LEFT JOIN said AS linked ON linked.id = said.repeats_id
   WHERE said.first_id <> said.id AND said.repeats_id IS DISTINCT FROM said.first_id
     -- A link that people made to something else is theirs.
     AND (said.repeats_id IS NULL OR linked.source_digest = said.source_digest))
UPDATE tickets_ticket t SET repeats_id = changed.first_id FROM changed WHERE t.id = changed.id
"""


@transaction.atomic
def link_repeats(*, org_id: UUID, source: str) -> int:
    """Link each repeated text of a source to the earliest ticket that says it; returns how many links are new."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(SQL, [org_id, source])
        return int(cursor.rowcount)
