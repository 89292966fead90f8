"""What a complaint needs beyond its first file: steps and their limits, the work on it, outside cases, recovery, rules."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_absence"),
        ("complaints", "0002_guards"),
        ("tickets", "0021_found"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CompensationRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fee", "Fee waived"),
                            ("gift", "Small gift"),
                            ("service", "Free service"),
                            ("goods", "Spoiled goods replaced"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("supervisor", "Supervisor"),
                            ("director", "Director"),
                            ("executive", "Executive in charge"),
                        ],
                        max_length=12,
                    ),
                ),
                ("most", models.DecimalField(decimal_places=2, max_digits=10)),
            ],
        ),
        migrations.CreateModel(
            name="Coordination",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("question", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Corrective",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("measure", models.TextField()),
                ("due_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("proof", models.TextField(blank=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "effect",
                    models.CharField(
                        blank=True, choices=[("works", "Works"), ("fails", "Does not work")], max_length=8
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Downgrade",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("from_level", models.CharField(blank=True, max_length=12)),
                (
                    "to_level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("special", "Special"),
                            ("major", "Major"),
                            ("important", "Important"),
                            ("general", "General"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "to_kind",
                    models.CharField(
                        blank=True, choices=[("opinion", "Opinion"), ("enquiry", "Enquiry")], max_length=12
                    ),
                ),
                ("reason", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("granted", models.BooleanField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="Due",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("tell", "Tell the customer today"),
                            ("register", "Registration sheet"),
                            ("verify", "Verification sheet"),
                            ("transfer", "Transfer sheet"),
                            ("handle", "Handling sheet"),
                            ("review", "Review of the reply"),
                            ("fix", "Corrective action"),
                            ("effect", "Check of the effect"),
                            ("archive", "Archive"),
                            ("outer", "Outside case"),
                            ("after_hours", "Follow-up after hours"),
                            ("after_days", "Follow-up after days"),
                        ],
                        max_length=16,
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("opened_at", models.DateTimeField()),
                ("remind_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("told_up_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("dropped_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="GradeRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("place", models.PositiveSmallIntegerField(default=100)),
                ("name", models.CharField(max_length=80)),
                ("category", models.CharField(blank=True, max_length=60)),
                ("words", models.CharField(blank=True, max_length=200)),
                ("channel", models.CharField(blank=True, max_length=20)),
                ("importance", models.CharField(blank=True, max_length=12)),
                ("repeats", models.PositiveSmallIntegerField(default=0)),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("special", "Special"),
                            ("major", "Major"),
                            ("important", "Important"),
                            ("general", "General"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "matter",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("service", "Service"),
                            ("business", "Business handling"),
                            ("outage", "Interruption and restoration"),
                            ("quality", "Quality of supply"),
                            ("grid", "Grid construction"),
                        ],
                        max_length=12,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OuterCase",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("12398", "12398 energy regulator"),
                            ("12345", "12345 city hotline"),
                            ("12315", "12315 consumers"),
                            ("other", "Another authority"),
                        ],
                        max_length=10,
                    ),
                ),
                ("number", models.CharField(max_length=60)),
                ("received_at", models.DateTimeField()),
                ("first_due_at", models.DateTimeField(blank=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("extensions", models.PositiveSmallIntegerField(default=0)),
                ("extended_because", models.TextField(blank=True)),
                ("reported_at", models.DateTimeField(blank=True, null=True)),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                (
                    "basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("court", "Before a court, in arbitration or appeal already"),
                            ("secret", "State or trade secret, or privacy"),
                            ("same", "Same matter, no new facts"),
                            ("place", "Not our area or not our duty"),
                            ("emergency", "A matter for 110, 119 or 120"),
                        ],
                        max_length=10,
                    ),
                ),
                ("basis_text", models.TextField(blank=True)),
                (
                    "heard",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("satisfied", "Satisfied"),
                            ("dissatisfied", "Dissatisfied"),
                            ("unreached", "Not reached"),
                        ],
                        max_length=14,
                    ),
                ),
                ("heard_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("cutoff", "Cut off by mistake"),
                            ("broken", "Promise broken"),
                            ("unhappy", "Dissatisfied at the callback"),
                            ("manual", "Decided by a person"),
                        ],
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("proposed_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("apology_at", models.DateTimeField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fee", "Fee waived"),
                            ("gift", "Small gift"),
                            ("service", "Free service"),
                            ("goods", "Spoiled goods replaced"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ("granted", models.BooleanField(blank=True, null=True)),
                ("given_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("score", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("scored_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RecoveryRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("cutoff", "Cut off by mistake"),
                            ("broken", "Promise broken"),
                            ("unhappy", "Dissatisfied at the callback"),
                            ("manual", "Decided by a person"),
                        ],
                        max_length=10,
                    ),
                ),
                ("category", models.CharField(blank=True, max_length=60)),
                (
                    "clocks",
                    models.CharField(
                        blank=True, help_text="milestones, with spaces between; empty: any", max_length=80
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecoveryStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("taken", "Taken on"),
                            ("declined", "Declined"),
                            ("apology", "Apology"),
                            ("correction", "Correction"),
                            ("asked", "Compensation asked for"),
                            ("granted", "Compensation agreed to"),
                            ("refused", "Compensation refused"),
                            ("given", "Compensation handed over"),
                            ("after_hours", "Follow-up after hours"),
                            ("after_days", "Follow-up after days"),
                            ("ended", "Ended"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("text", models.TextField(blank=True)),
            ],
            options={
                "ordering": ("at", "id"),
            },
        ),
        migrations.CreateModel(
            name="ReplyDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("n", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                (
                    "attitude",
                    models.CharField(
                        blank=True, help_text="how the complainant took it, as far as known", max_length=200
                    ),
                ),
                ("drafted_at", models.DateTimeField()),
                ("approved", models.BooleanField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="StepRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("tell", "Tell the customer today"),
                            ("register", "Registration sheet"),
                            ("verify", "Verification sheet"),
                            ("transfer", "Transfer sheet"),
                            ("handle", "Handling sheet"),
                            ("review", "Review of the reply"),
                            ("fix", "Corrective action"),
                            ("effect", "Check of the effect"),
                            ("archive", "Archive"),
                            ("outer", "Outside case"),
                            ("after_hours", "Follow-up after hours"),
                            ("after_days", "Follow-up after days"),
                        ],
                        max_length=16,
                    ),
                ),
                ("title", models.CharField(max_length=40)),
                ("limit", models.CharField(max_length=40)),
                ("remind", models.CharField(help_text="so long before the limit", max_length=40)),
                ("rows", models.JSONField(blank=True, default=list)),
                ("signatures", models.JSONField(blank=True, default=list)),
            ],
        ),
        migrations.AddField(
            model_name="complaint",
            name="archived_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="complaint",
            name="archived_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="evidence",
            field=models.JSONField(
                blank=True, default=list, help_text="what the finding rests on: kind and number of each"
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="first_level",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name="complaint",
            name="graded_by",
            field=models.CharField(blank=True, help_text="the rule that chose level or class", max_length=80),
        ),
        migrations.AddField(
            model_name="complaint",
            name="handled_as",
            field=models.CharField(blank=True, choices=[("opinion", "Opinion"), ("enquiry", "Enquiry")], max_length=12),
        ),
        migrations.AddField(
            model_name="complaint",
            name="is_warned",
            field=models.BooleanField(default=False, help_text="told that an anonymous complaint may not be effective"),
        ),
        migrations.AddField(
            model_name="complaint",
            name="keep_until",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="complaint",
            name="raised_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="complaint",
            name="raised_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="repeats",
            field=models.PositiveSmallIntegerField(default=0, help_text="how often the same was complained of before"),
        ),
        migrations.AddField(
            model_name="complaint",
            name="sealed",
            field=models.BinaryField(blank=True, help_text="who complains, where the name was to be kept", null=True),
        ),
        migrations.AddField(
            model_name="complaint",
            name="told_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="complaint",
            name="told_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("sms", "by SMS"),
                    ("spoken", "on the telephone or in person"),
                    ("settled", "settled the same day"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="complaint",
            name="cause",
            field=models.CharField(
                blank=True,
                choices=[
                    ("attitude", "Attitude or conduct"),
                    ("delay", "Promised time not kept"),
                    ("process", "Rules not followed"),
                    ("telling", "Customer not told enough"),
                    ("work", "Poor work"),
                    ("equipment", "Equipment"),
                    ("system", "Information system"),
                    ("cutoff", "Cut off by mistake"),
                    ("customer", "On the customer's side"),
                    ("other", "Other"),
                ],
                max_length=60,
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("archived_at__isnull", True), ("archived_by__isnull", True), ("keep_until__isnull", True)
                    ),
                    models.Q(
                        ("archived_at__isnull", False), ("archived_by__isnull", False), ("keep_until__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="complaint_archived_says_by_whom",
            ),
        ),
        migrations.AddField(
            model_name="compensationrule",
            name="org",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="coordination",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="coordination",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="coordination",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="coordination",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="coordination",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="tickets.ticket"
            ),
        ),
        migrations.AddField(
            model_name="coordination",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="corrective",
            name="checked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="corrective",
            name="done_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="corrective",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="again",
                to="complaints.corrective",
            ),
        ),
        migrations.AddField(
            model_name="corrective",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="corrective",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="corrective",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="corrective",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="tickets.ticket"
            ),
        ),
        migrations.AddField(
            model_name="downgrade",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="downgrade",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="downgrade",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="downgrade",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="tickets.ticket"
            ),
        ),
        migrations.AddField(
            model_name="due",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="due",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="due",
            name="ticket",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="complaint_dues",
                to="tickets.ticket",
            ),
        ),
        migrations.AddField(
            model_name="graderule",
            name="org",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="outercase",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="outercase",
            name="reported_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="outercase",
            name="returned_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="outercase",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="tickets.ticket"
            ),
        ),
        migrations.AddField(
            model_name="recovery",
            name="apology_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="recovery",
            name="asked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="recovery",
            name="correction",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tickets.ticket",
            ),
        ),
        migrations.AddField(
            model_name="recovery",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="recovery",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="recovery",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="recovery",
            name="ticket",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recoveries",
                to="tickets.ticket",
            ),
        ),
        migrations.AddField(
            model_name="recoveryrule",
            name="org",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="recoverystep",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="recoverystep",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="recoverystep",
            name="recovery",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="complaints.recovery"
            ),
        ),
        migrations.AddField(
            model_name="replydraft",
            name="drafted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="replydraft",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="replydraft",
            name="reviewed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="replydraft",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="tickets.ticket"
            ),
        ),
        migrations.AddField(
            model_name="steprule",
            name="org",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddConstraint(
            model_name="compensationrule",
            constraint=models.UniqueConstraint(fields=("org", "kind", "role"), name="compensation_rule_once"),
        ),
        migrations.AddConstraint(
            model_name="compensationrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("most__gt", 0)), name="compensation_rule_is_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="coordination",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at__isnull", True), ("answered_by__isnull", True)),
                    models.Q(
                        models.Q(("answer", ""), _negated=True),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="coordination_is_signed",
            ),
        ),
        migrations.AddIndex(
            model_name="corrective",
            index=models.Index(condition=models.Q(("effect", "")), fields=["org", "owner"], name="corrective_open"),
        ),
        migrations.AddConstraint(
            model_name="corrective",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("done_by__isnull", True), ("proof", "")),
                    models.Q(
                        models.Q(("proof", ""), _negated=True), ("done_at__isnull", False), ("done_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="corrective_done_has_proof",
            ),
        ),
        migrations.AddConstraint(
            model_name="corrective",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_at__isnull", True), ("checked_by__isnull", True), ("effect", "")),
                    models.Q(
                        models.Q(("effect", ""), _negated=True),
                        ("checked_at__isnull", False),
                        ("checked_by__isnull", False),
                        ("done_at__isnull", False),
                        models.Q(("checked_by", models.F("owner")), _negated=True),
                        models.Q(("checked_by", models.F("done_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="corrective_effect_seen_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="downgrade",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("to_level", ""), models.Q(("to_kind", ""), _negated=True)),
                    models.Q(models.Q(("to_level", ""), _negated=True), ("to_kind", "")),
                    _connector="OR",
                ),
                name="downgrade_is_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="downgrade",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("granted__isnull", True)),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("granted__isnull", False),
                        models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="downgrade_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="downgrade",
            constraint=models.UniqueConstraint(
                condition=models.Q(("granted__isnull", True)), fields=("ticket",), name="downgrade_one_waits"
            ),
        ),
        migrations.AddIndex(
            model_name="due",
            index=models.Index(
                condition=models.Q(
                    ("done_at__isnull", True), ("dropped_at__isnull", True), ("reminded_at__isnull", True)
                ),
                fields=["remind_at"],
                name="complaint_due_reminds",
            ),
        ),
        migrations.AddIndex(
            model_name="due",
            index=models.Index(
                condition=models.Q(
                    ("done_at__isnull", True), ("dropped_at__isnull", True), ("told_up_at__isnull", True)
                ),
                fields=["due_at"],
                name="complaint_due_late",
            ),
        ),
        migrations.AddIndex(
            model_name="due",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True), ("dropped_at__isnull", True)),
                fields=["org", "step", "due_at"],
                name="complaint_due_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="due",
            constraint=models.UniqueConstraint(fields=("ticket", "key"), name="complaint_due_once"),
        ),
        migrations.AddConstraint(
            model_name="due",
            constraint=models.CheckConstraint(
                condition=models.Q(("remind_at__lte", models.F("due_at"))), name="complaint_due_reminds_before"
            ),
        ),
        migrations.AddConstraint(
            model_name="due",
            constraint=models.CheckConstraint(
                condition=models.Q(("done_at__isnull", True), ("dropped_at__isnull", True), _connector="OR"),
                name="complaint_due_ends_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="graderule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", ""), _negated=True), models.Q(("matter", ""), _negated=True), _connector="OR"
                ),
                name="complaint_grade_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="outercase",
            constraint=models.UniqueConstraint(fields=("org", "source", "number"), name="outer_number_once_a_source"),
        ),
        migrations.AddConstraint(
            model_name="outercase",
            constraint=models.UniqueConstraint(fields=("ticket",), name="outer_case_once_a_ticket"),
        ),
        migrations.AddConstraint(
            model_name="outercase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("basis", ""), ("basis_text", ""), ("returned_at__isnull", True), ("returned_by__isnull", True)
                    ),
                    models.Q(
                        ("returned_at__isnull", False),
                        ("returned_by__isnull", False),
                        models.Q(("basis", ""), _negated=True),
                        models.Q(("basis_text", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="outer_return_has_its_basis",
            ),
        ),
        migrations.AddConstraint(
            model_name="outercase",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__isnull", True), ("first_due_at__isnull", False), _connector="OR"),
                name="outer_limit_keeps_its_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="outercase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("extensions", 0), models.Q(("extended_because", ""), _negated=True), _connector="OR"
                ),
                name="outer_extension_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="recovery",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["org", "proposed_at"], name="recovery_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.UniqueConstraint(fields=("ticket", "key"), name="recovery_once"),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("apology_at__isnull", True), ("apology_by__isnull", True)),
                    models.Q(("apology_at__isnull", False), ("apology_by__isnull", False)),
                    _connector="OR",
                ),
                name="recovery_apology_has_its_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asked_by__isnull", True), ("kind", ""), ("value__isnull", True)),
                    models.Q(models.Q(("kind", ""), _negated=True), ("asked_by__isnull", False), ("value__gt", 0)),
                    _connector="OR",
                ),
                name="recovery_compensation_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by__isnull", True), ("granted__isnull", True)),
                    models.Q(
                        ("decided_by__isnull", False),
                        ("granted__isnull", False),
                        models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="recovery_compensation_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.CheckConstraint(
                condition=models.Q(("given_at__isnull", True), ("granted", True), _connector="OR"),
                name="recovery_given_as_granted",
            ),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("score__isnull", True), models.Q(("score__gte", 1), ("score__lte", 5)), _connector="OR"
                ),
                name="recovery_score_in_five",
            ),
        ),
        migrations.AddConstraint(
            model_name="recoveryrule",
            constraint=models.UniqueConstraint(fields=("org", "why"), name="recovery_rule_once"),
        ),
        migrations.AddConstraint(
            model_name="replydraft",
            constraint=models.UniqueConstraint(fields=("ticket", "round", "n"), name="reply_draft_numbered"),
        ),
        migrations.AddConstraint(
            model_name="replydraft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("approved__isnull", True), ("approved", True), _connector="OR"),
                fields=("ticket", "round"),
                name="reply_draft_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="replydraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved__isnull", True), ("reviewed_at__isnull", True), ("reviewed_by__isnull", True)),
                    models.Q(
                        ("approved__isnull", False),
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                        models.Q(("reviewed_by", models.F("drafted_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="reply_draft_is_reviewed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="replydraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved", False), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="reply_draft_sent_back_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="replydraft",
            constraint=models.CheckConstraint(
                condition=models.Q(("sent_at__isnull", True), ("approved", True), _connector="OR"),
                name="reply_draft_sent_as_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="steprule",
            constraint=models.UniqueConstraint(fields=("org", "step"), name="complaint_step_once"),
        ),
    ]
