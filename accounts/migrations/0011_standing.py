"""One row whose value changes with every change of the facts that processes remember: places, people, what they may do."""

from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION standing_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE accounts_standing SET revision = gen_random_uuid();
  RETURN NULL;
END $$;
"""
FIRST = "INSERT INTO accounts_standing (id, revision) VALUES (1, gen_random_uuid());"
WATCH = """
CREATE TRIGGER {table}_stands AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE{columns} ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION standing_changed();
"""
# Not what changes with every sign-in.
OF_PEOPLE = " OF name, org_id, home_id, is_active, is_service, staff_number, language"


def watch(table: str, columns: str = "") -> migrations.RunSQL:
    """The operation that makes a table one of standing facts; `columns` narrows which updates count."""
    return migrations.RunSQL(
        WATCH.format(table=table, columns=columns), f"DROP TRIGGER IF EXISTS {table}_stands ON {table};"
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_absence_ends")]
    operations = [
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("revision", models.UUIDField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(id=1), name="standing_is_one_row")],
            },
        ),
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION standing_changed();"),
        watch("accounts_unit"),
        watch("accounts_user", OF_PEOPLE),
        watch("accounts_grant"),
    ]
