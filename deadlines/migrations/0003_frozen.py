"""Published standards and calendar versions never change: a change is a new version. The database says so too."""

from django.db import migrations

FROZEN = ("deadlines_promise", "deadlines_measure", "deadlines_workcalendar", "deadlines_calendarday")

REFUSE = """
CREATE FUNCTION deadlines_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are published and stay as they are: write a new version', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


def freeze(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION deadlines_refuse_change();"
    )


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0002_shipped_standards")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION deadlines_refuse_change();"),
        *(migrations.RunSQL(freeze(table), f"DROP TRIGGER {table}_frozen ON {table};") for table in FROZEN),
    ]
