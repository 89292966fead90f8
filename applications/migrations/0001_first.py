"""Applications with their steps, papers and notices; filed matters; praise and appeals."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0006_compact"),
        ("customers", "0005_cleaning"),
        ("tickets", "0014_track"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ApplicationType",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                (
                    "trade",
                    models.CharField(
                        choices=[("power", "Power"), ("gas", "Gas"), ("water", "Water"), ("telecom", "Telecom")],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("name_en", models.CharField(blank=True, max_length=80)),
                ("steps", models.JSONField(default=list)),
                ("papers", models.JSONField(default=list)),
                (
                    "promise",
                    models.CharField(blank=True, help_text="the promise of the whole, by its code", max_length=80),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True, help_text="on which rule it rests; printed on the notices", max_length=200
                    ),
                ),
                (
                    "appeal",
                    models.CharField(
                        blank=True, help_text="where a refusal can be appealed; printed on it", max_length=200
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "code"],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "applicant",
                    models.CharField(
                        choices=[("person", "A resident"), ("company", "A company or office")],
                        default="person",
                        max_length=10,
                    ),
                ),
                ("by_agent", models.BooleanField(default=False)),
                ("admitted_at", models.DateTimeField(blank=True, null=True)),
                ("declined_at", models.DateTimeField(blank=True, null=True)),
                ("grounds", models.TextField(blank=True, help_text="why it was declined, as the notice says it")),
                (
                    "admitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "declined_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="application", to="tickets.ticket"
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="applications.applicationtype"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Filing",
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
                        choices=[
                            ("outage", "Temporary interruption"),
                            ("event", "Supply secured for an event"),
                            ("works", "Works"),
                            ("crowd", "Warning of a group's demands"),
                            ("system", "Failure of a system"),
                            ("other", "Other matter"),
                        ],
                        default="other",
                        max_length=10,
                    ),
                ),
                ("transformer", models.CharField(blank=True, max_length=40)),
                ("to_say", models.CharField(blank=True, help_text="what the customer is told", max_length=300)),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField()),
                ("remind_days", models.PositiveSmallIntegerField(default=3)),
                ("remind_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("renewals", models.PositiveSmallIntegerField(default=0)),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="customers.customer",
                    ),
                ),
                (
                    "decided_by",
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
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
                (
                    "supply_point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.supplypoint",
                    ),
                ),
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="filing", to="tickets.ticket"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MissingNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("n", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("items", models.JSONField(help_text="[{code, name, how, reason}], as printed")),
                (
                    "late",
                    models.JSONField(default=list, help_text="codes of what could have been asked the first time"),
                ),
                ("valid_until", models.DateField()),
                (
                    "against",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="applications.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                "ordering": ["n"],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=80)),
                (
                    "how",
                    models.CharField(
                        blank=True, help_text="what form it has to have, and where to get it", max_length=200
                    ),
                ),
                ("is_required", models.BooleanField(default=True)),
                (
                    "later_days",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="days in which it may be handed in later; 0: no"
                    ),
                ),
                ("asked_at", models.DateTimeField(help_text="since when this applicant has been asked for it")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("missing", "Missing"),
                            ("given", "Handed in"),
                            ("refused", "Not accepted"),
                            ("later", "Handed in later"),
                        ],
                        default="missing",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="applications.application",
                    ),
                ),
                (
                    "checked_by",
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
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Praise",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="praises",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="praise", to="tickets.ticket"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=40)),
                (
                    "duty",
                    models.CharField(
                        choices=[("hall", "the hall"), ("field", "a crew"), ("customer", "the customer")],
                        default="hall",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Still to come"),
                            ("running", "Under way"),
                            ("done", "Done"),
                            ("skipped", "Skipped"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("begun_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "application",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="applications.application",
                    ),
                ),
                (
                    "ended_by",
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
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("named_at", models.DateTimeField()),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("upheld", "The decision stands"), ("changed", "The decision is changed")],
                        max_length=10,
                    ),
                ),
                (
                    "against",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appeals", to="tickets.ticket"
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appeal", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ticket", models.F("against")), _negated=True),
                        name="appeal_not_against_itself",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="applicationtype",
            constraint=models.UniqueConstraint(fields=("org", "code"), name="application_type_code_once"),
        ),
        migrations.AddConstraint(
            model_name="applicationtype",
            constraint=models.CheckConstraint(
                condition=models.Q(("trade__in", ["power", "gas", "water", "telecom"])),
                name="application_type_trade_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("admitted_at__isnull", True), ("admitted_by__isnull", True)),
                    models.Q(("admitted_at__isnull", False), ("admitted_by__isnull", False)),
                    _connector="OR",
                ),
                name="application_admitted_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("declined_at__isnull", True), ("declined_by__isnull", True)),
                    models.Q(
                        ("declined_at__isnull", False),
                        ("declined_by__isnull", False),
                        models.Q(("grounds", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="application_declined_with_grounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(("admitted_at__isnull", True), ("declined_at__isnull", True), _connector="OR"),
                name="application_not_both",
            ),
        ),
        migrations.AddIndex(
            model_name="filing",
            index=models.Index(fields=["org", "valid_until"], name="filing_by_end"),
        ),
        migrations.AddIndex(
            model_name="filing",
            index=models.Index(
                condition=models.Q(("transformer", ""), _negated=True),
                fields=["org", "transformer"],
                name="filing_by_transformer",
            ),
        ),
        migrations.AddIndex(
            model_name="filing",
            index=models.Index(
                condition=models.Q(("reminded_at__isnull", True)), fields=["remind_at"], name="filing_to_remind"
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__gt", models.F("valid_from"))), name="filing_forward"
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="filing_decided_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="missingnotice",
            index=models.Index(
                condition=models.Q(("against__isnull", False)),
                fields=["org", "against", "-at"],
                name="missing_notice_against",
            ),
        ),
        migrations.AddConstraint(
            model_name="missingnotice",
            constraint=models.UniqueConstraint(fields=("application", "n"), name="missing_notice_once"),
        ),
        migrations.AddConstraint(
            model_name="missingnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("late", []), ("against__isnull", False), _connector="OR"),
                name="missing_notice_late_names_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(fields=("application", "code"), name="paper_code_once"),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="paper_refused_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "later"), _negated=True), ("due_on__isnull", False), _connector="OR"
                ),
                name="paper_later_by_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_at__isnull", True), ("checked_by__isnull", True)),
                    models.Q(("checked_at__isnull", False), ("checked_by__isnull", False)),
                    _connector="OR",
                ),
                name="paper_checked_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="praise",
            index=models.Index(fields=["org", "-at"], name="praise_by_time"),
        ),
        migrations.AddConstraint(
            model_name="praise",
            constraint=models.CheckConstraint(
                condition=models.Q(("person__isnull", False), ("unit__isnull", False), _connector="OR"),
                name="praise_names_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(condition=models.Q(("state", "running")), fields=["org", "code"], name="step_running"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(fields=("application", "position"), name="step_position_once"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(fields=("application", "code"), name="step_code_once"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "running")), fields=("application",), name="step_one_running"
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["done", "skipped"]), _negated=True),
                    ("ended_at__isnull", False),
                    _connector="OR",
                ),
                name="step_ended_has_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "skipped"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="step_skipped_with_reason",
            ),
        ),
    ]
