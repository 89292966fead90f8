"""Alarms with a beginning and an end, what the proofs found, and the guard's last look at the clocks."""

from django.db import migrations, models

import servicedesk.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Beacon",
            fields=[
                ("machine", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("before", models.FloatField()),
                ("database_at", models.DateTimeField()),
                ("after", models.FloatField()),
            ],
        ),
        migrations.CreateModel(
            name="Alarm",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("facts", models.JSONField(blank=True, default=dict)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "indexes": [models.Index(fields=["-began_at"], name="alarm_latest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("code",), name="alarm_open_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Proving",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("took_ms", models.PositiveIntegerField()),
                ("found", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "indexes": [models.Index(fields=["-at"], name="proving_latest")],
            },
        ),
    ]
