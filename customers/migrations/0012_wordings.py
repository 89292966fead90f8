"""How a company words the texts to its customers, version by version; what a text is headed with is a standing fact."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids
from accounts.noted import noted

HISTORY = """
CREATE TRIGGER customers_wording_append_only BEFORE UPDATE OR DELETE ON customers_wording
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""
STANDING = ("customers_wording", "accounts_brand")


def stands(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_stands AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION standing_changed();"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_quiet_hours"),
        ("customers", "0011_closed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Wording",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("letter", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField()),
                ("body", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("org", "letter", "version"), name="wording_version_once")
                ],
            },
        ),
        noted("customers_wording"),
        migrations.RunSQL(HISTORY, "DROP TRIGGER customers_wording_append_only ON customers_wording;"),
        *(migrations.RunSQL(stands(one), f"DROP TRIGGER {one}_stands ON {one};") for one in STANDING),
    ]
