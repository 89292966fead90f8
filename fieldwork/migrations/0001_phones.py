"""What phones send, where crews were last, and the bounds within which a phone is believed."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids

GUARD = """
CREATE TRIGGER fieldwork_phoneaction_append_only BEFORE UPDATE OR DELETE ON fieldwork_phoneaction
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""
UNGUARD = "DROP TRIGGER fieldwork_phoneaction_append_only ON fieldwork_phoneaction;"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0007_account_manager"),
        ("tickets", "0021_found"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PhoneTerms",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("far_metres", models.PositiveIntegerField(default=300)),
                ("poor_metres", models.PositiveIntegerField(default=100)),
                (
                    "skew_seconds",
                    models.PositiveIntegerField(default=120, help_text="a smaller difference is not mentioned"),
                ),
                (
                    "wrong_minutes",
                    models.PositiveIntegerField(default=60, help_text="from here on the server's time counts"),
                ),
                (
                    "oldest_hours",
                    models.PositiveIntegerField(default=72, help_text="how long an action may wait on a phone"),
                ),
                ("keep_days", models.PositiveIntegerField(default=7, help_text="how long positions are kept")),
                (
                    "org",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CrewPosition",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("step", models.CharField(max_length=20)),
                ("latitude", models.FloatField()),
                ("longitude", models.FloatField()),
                ("accuracy", models.FloatField()),
                ("at", models.DateTimeField()),
                (
                    "crew",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
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
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["org", "crew", "-at"], name="crew_position_latest"),
                    models.Index(fields=["at"], name="crew_position_by_age"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accuracy__gte", 0), ("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))
                        ),
                        name="crew_position_on_earth",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PhoneAction",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("verb", models.CharField(max_length=20)),
                ("device", models.UUIDField(blank=True, help_text="which phone", null=True)),
                ("seq", models.PositiveIntegerField()),
                ("device_at", models.DateTimeField(blank=True, null=True)),
                ("received_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("at", models.DateTimeField()),
                ("outcome", models.CharField(choices=[("done", "done"), ("refused", "refused")], max_length=10)),
                (
                    "answer",
                    models.JSONField(
                        default=dict, help_text="code, sentence, and what was found out about time and place"
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        help_text="of what was sent: the same id with other content is refused", max_length=64
                    ),
                ),
                (
                    "answer_to",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="fieldwork.phoneaction",
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
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="phone_actions",
                        to="tickets.ticket",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["ticket", "received_at"], name="phone_action_of_ticket"),
                    models.Index(fields=["org", "user", "-received_at"], name="phone_action_of_person"),
                    models.Index(
                        condition=models.Q(("outcome", "refused")), fields=["user"], name="phone_action_refused"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["done", "refused"])), name="phone_action_outcome"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("answer_to__isnull", False)),
                        fields=("answer_to",),
                        name="phone_action_read_once",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
