"""Findings that were written before evidence had numbers rest on the history of their own case."""

from django.db import migrations

REST_ON_HISTORY = """
UPDATE complaints_complaint f
   SET evidence = jsonb_build_array(jsonb_build_object('kind', 'record', 'id', t.number))
  FROM tickets_ticket t WHERE t.id = f.ticket_id AND f.verdict <> '' AND f.evidence = '[]'::jsonb;
"""
LEVEL_AS_IT_IS = """
UPDATE complaints_complaint f SET first_level = t.level FROM tickets_ticket t WHERE t.id = f.ticket_id AND t.level <> '';
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0003_whole_file")]
    operations = [
        migrations.RunSQL(REST_ON_HISTORY, migrations.RunSQL.noop),
        migrations.RunSQL(LEVEL_AS_IT_IS, migrations.RunSQL.noop),
    ]
