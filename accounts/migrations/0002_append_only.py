"""History is written once: a trigger function that refuses UPDATE and DELETE, and its use on the audit table."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are history and are never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
GUARD = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_first")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION append_only();"),
        migrations.RunSQL(
            GUARD.format(table="accounts_auditevent"),
            "DROP TRIGGER accounts_auditevent_append_only ON accounts_auditevent;",
        ),
    ]
