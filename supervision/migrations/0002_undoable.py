"""What was done from the board and can still be taken back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_quiet_hours"),
        ("fieldwork", "0003_phone_terms"),
        ("supervision", "0001_first"),
        ("tickets", "0030_board"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Undoable",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("batch", models.UUIDField()),
                (
                    "what",
                    models.CharField(
                        choices=[("urge", "Urge"), ("transfer", "Transfer"), ("dispatch", "Dispatch")], max_length=8
                    ),
                ),
                ("seq", models.PositiveIntegerField(help_text="the number of the case's event")),
                ("before", models.JSONField(blank=True, default=dict)),
                ("held_until", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="fieldwork.assignment",
                    ),
                ),
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
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["org", "batch"], name="undoable_batch"),
                    models.Index(fields=["held_until"], name="undoable_to_tell"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("ticket", "seq"), name="undoable_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("assignment__isnull", False), ("what", "dispatch")),
                            models.Q(models.Q(("what", "dispatch"), _negated=True), ("assignment__isnull", True)),
                            _connector="OR",
                        ),
                        name="undoable_dispatch_has_assignment",
                    ),
                ],
            },
        ),
    ]
