"""Many tickets join an outage as a job."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_account_manager"),
        ("outages", "0002_outage_work"),
        ("restoration", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OutageJoining",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("tickets", models.JSONField(help_text="their keys, in the order in which they are taken")),
                ("count", models.PositiveIntegerField()),
                ("done", models.PositiveIntegerField(default=0)),
                ("joined", models.PositiveIntegerField(default=0)),
                ("left_out", models.JSONField(default=list)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
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
                (
                    "outage",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joinings",
                        to="outages.outage",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["outage", "-at"], name="outage_joining_by_time"),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)), fields=["at"], name="outage_joining_waiting"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("done__lte", models.F("count"))), name="outage_joining_in_bounds"
                    )
                ],
            },
        ),
    ]
