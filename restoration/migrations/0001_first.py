"""What an outage means for cases, whom to call afterwards, and when calls suggest an outage."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0007_account_manager"),
        ("outages", "0002_outage_work"),
        ("tickets", "0021_found"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OutageMaster",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("made_at", models.DateTimeField()),
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="master", to="outages.outage"
                    ),
                ),
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="leads_outage", to="tickets.ticket"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OutageCase",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("joined", "joined"), ("refused", "not part of it"), ("released", "on its own again")],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "is_called",
                    models.BooleanField(blank=True, help_text="whether the callbacks' sample holds it", null=True),
                ),
                (
                    "settle_at",
                    models.DateTimeField(blank=True, help_text="when it is closed without a call", null=True),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
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
                (
                    "outage",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="outages.outage",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outage_cases",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("settle_at__isnull", False), ("settled_at__isnull", True), ("state", "joined")
                        ),
                        fields=["settle_at"],
                        name="outage_case_to_settle",
                    ),
                    models.Index(fields=["ticket", "-at"], name="outage_case_by_ticket"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("outage", "ticket"), name="outage_case_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "joined")), fields=("ticket",), name="outage_case_of_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SampleRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("planned", "planned outage"),
                            ("fault", "fault outage"),
                            ("temporary", "temporary outage"),
                            ("other", "other outage"),
                        ],
                        help_text="empty: every kind",
                        max_length=10,
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "none"),
                            ("special", "special"),
                            ("first", "first grade"),
                            ("second", "second grade"),
                            ("temporary", "for a time"),
                        ],
                        help_text="empty: every level",
                        max_length=20,
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField()),
                ("hours", models.PositiveSmallIntegerField(default=4)),
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
                    models.UniqueConstraint(fields=("org", "kind", "level"), name="sample_rule_once"),
                    models.CheckConstraint(
                        condition=models.Q(("percent__lte", 100), ("hours__range", (1, 24))),
                        name="sample_rule_in_bounds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StormRule",
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
                        choices=[("transformer", "transformer"), ("feeder", "feeder"), ("street", "street")],
                        max_length=12,
                    ),
                ),
                ("calls", models.PositiveSmallIntegerField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("is_active", models.BooleanField(default=True)),
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
                    models.UniqueConstraint(fields=("org", "by"), name="storm_rule_once"),
                    models.CheckConstraint(
                        condition=models.Q(("calls__range", (2, 500)), ("minutes__range", (1, 240))),
                        name="storm_rule_in_bounds",
                    ),
                ],
            },
        ),
    ]
