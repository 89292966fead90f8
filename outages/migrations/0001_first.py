"""Outages, what they cover and what happened to them; the history is written once."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids

GUARD = """
CREATE TRIGGER outages_outageevent_append_only BEFORE UPDATE OR DELETE ON outages_outageevent
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""
UNGUARD = "DROP TRIGGER outages_outageevent_append_only ON outages_outageevent;"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0007_account_manager"),
        ("customers", "0007_learn_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Outage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=16)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("planned", "planned outage"),
                            ("fault", "fault outage"),
                            ("temporary", "temporary outage"),
                            ("other", "other outage"),
                        ],
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("cause", models.CharField(blank=True, max_length=200)),
                ("script", models.CharField(help_text="what the desk reads out", max_length=500)),
                ("starts_at", models.DateTimeField()),
                ("expected_end_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("announced_at", models.DateTimeField()),
                ("households", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
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
            ],
        ),
        migrations.CreateModel(
            name="OutageArea",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "by",
                    models.CharField(
                        choices=[
                            ("feeder", "feeder"),
                            ("transformer", "transformer"),
                            ("street", "street"),
                            ("point", "account"),
                        ],
                        max_length=12,
                    ),
                ),
                ("value", models.CharField(help_text="without spaces for a street", max_length=80)),
                ("low", models.PositiveIntegerField(blank=True, null=True)),
                ("high", models.PositiveIntegerField(blank=True, null=True)),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="areas", to="outages.outage"
                    ),
                ),
                (
                    "supply_point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.supplypoint",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OutageEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("what", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("device_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("facts", models.JSONField(blank=True, default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
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
                (
                    "outage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="timeline", to="outages.outage"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="outage",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True), ("withdrawn_at__isnull", True)),
                fields=["org", "starts_at"],
                name="outage_open",
            ),
        ),
        migrations.AddIndex(
            model_name="outage",
            index=models.Index(fields=["org", "-starts_at"], name="outage_by_time"),
        ),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.UniqueConstraint(fields=("org", "number"), name="outage_number_once"),
        ),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("expected_end_at__isnull", True),
                        ("expected_end_at__gt", models.F("starts_at")),
                        _connector="OR",
                    ),
                    models.Q(("ended_at__isnull", True), ("ended_at__gte", models.F("starts_at")), _connector="OR"),
                ),
                name="outage_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at__isnull", True), ("withdrawn_at__isnull", True), _connector="OR"),
                name="outage_ended_or_withdrawn",
            ),
        ),
        migrations.AddIndex(
            model_name="outagearea",
            index=models.Index(fields=["org", "by", "value"], name="outage_area_by_value"),
        ),
        migrations.AddConstraint(
            model_name="outagearea",
            constraint=models.UniqueConstraint(
                fields=("outage", "by", "value", "low", "high"), name="outage_area_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="outagearea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("by", "point"), ("supply_point__isnull", False)),
                    models.Q(models.Q(("by", "point"), _negated=True), ("supply_point__isnull", True)),
                    _connector="OR",
                ),
                name="outage_area_point",
            ),
        ),
        migrations.AddConstraint(
            model_name="outagearea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("high__isnull", True), ("low__isnull", True)),
                    models.Q(("by", "street"), ("low__lte", models.F("high"))),
                    _connector="OR",
                ),
                name="outage_area_houses",
            ),
        ),
        migrations.AddIndex(
            model_name="outageevent",
            index=models.Index(fields=["org", "-at"], name="outage_event_by_time"),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
