"""A case may stand still until a moment that is known; more time is asked for by one person and given by another."""

import django.db.models.deletion
from django.db import migrations, models

import servicedesk.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_append_only"),
        ("tickets", "0003_runs"),
        ("tickets", "0003_watch"),
    ]

    operations = [
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=24)),
                ("limit", models.CharField(max_length=60)),
                ("reason", models.CharField(max_length=500)),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("granted", models.BooleanField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="clockspan",
            name="until",
            field=models.DateTimeField(blank=True, help_text="when a pause ends by itself", null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="resumes_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="suspended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("resumes_at__isnull", False)), fields=["resumes_at"], name="ticket_resumes"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resumes_at__isnull", True), ("suspended_at__isnull", True)),
                    models.Q(
                        ("resumes_at__gte", models.F("suspended_at")),
                        ("resumes_at__isnull", False),
                        ("suspended_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="ticket_suspended_has_an_end",
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="asked_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.user"),
        ),
        migrations.AddField(
            model_name="extension",
            name="clock",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tickets.clock"),
        ),
        migrations.AddField(
            model_name="extension",
            name="decided_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.user"
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="org",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="extension",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="extensions", to="tickets.ticket"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at__isnull", True)), fields=("ticket", "name"), name="extension_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="extension_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("granted__isnull", True)),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False), ("granted__isnull", False)),
                    _connector="OR",
                ),
                name="extension_decided_whole",
            ),
        ),
    ]
