"""Which clocks may stand still, why, and for how long in all; the lines that are shipped."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import servicedesk.lib.ids
from deadlines.loading import load_pauses


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    load_pauses(apps)


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0004_bindings"), ("accounts", "0001_first")]

    operations = [
        migrations.CreateModel(
            name="PromisePause",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        primary_key=True, default=servicedesk.lib.ids.uuid7, editable=False, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=12, blank=True)),
                ("milestone", models.CharField(max_length=30)),
                ("code", models.CharField(max_length=80, blank=True)),
                ("reasons", models.JSONField(default=list, blank=True)),
                ("ceiling", models.CharField(max_length=60)),
                ("roles", models.JSONField(default=list, blank=True)),
                (
                    "org",
                    models.ForeignKey(
                        null=True,
                        blank=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["org", "kind", "milestone", "code"], name="pause_line_once", nulls_distinct=False
                    )
                ]
            },
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
