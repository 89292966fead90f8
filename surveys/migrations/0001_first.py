"""The first tables of surveys: callbacks with their tries, questionnaires, surveys."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_append_only"),
        ("tickets", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Callback",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("not_before", models.DateTimeField()),
                ("appointment_at", models.DateTimeField(blank=True, null=True)),
                ("remind_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("reminder", models.PositiveSmallIntegerField(default=1)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("satisfied", "Satisfied"),
                            ("dissatisfied", "Dissatisfied"),
                            ("refused", "Did not want to be asked"),
                            ("unreachable", "Not reached"),
                            ("exempted", "Exempted"),
                            ("dropped", "No longer needed"),
                        ],
                        max_length=14,
                    ),
                ),
                ("score", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="callbacks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "done_by",
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
                    "queue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="callbacks", to="tickets.ticket"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CallbackTry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("reached", "Reached"),
                            ("no_answer", "No answer"),
                            ("refused", "Refused"),
                            ("wrong_number", "Wrong number"),
                            ("appointment", "Appointment"),
                        ],
                        max_length=14,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "callback",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tries", to="surveys.callback"
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Questionnaire",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("name", models.CharField(max_length=60)),
                ("questions", models.JSONField(default=list)),
                ("from_at", models.DateTimeField()),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("score", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("comment", models.CharField(blank=True, max_length=500)),
                (
                    "link",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="survey", to="tickets.customerlink"
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="surveys", to="surveys.questionnaire"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="surveys", to="tickets.ticket"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True), ("reminded_at__isnull", True)),
                fields=["remind_at"],
                name="callback_to_remind",
            ),
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)), fields=["org", "due_at"], name="callback_open"
            ),
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(fields=["agent", "done_at"], name="callback_by_agent"),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.UniqueConstraint(fields=("ticket", "round"), name="callback_once_a_round"),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("outcome", "")),
                    models.Q(("done_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                    _connector="OR",
                ),
                name="callback_done_has_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "satisfied"), ("score__isnull", False), ("score__range", (3, 5))),
                    models.Q(("outcome", "dissatisfied"), ("score__isnull", False), ("score__range", (1, 2))),
                    models.Q(
                        models.Q(("outcome__in", ["satisfied", "dissatisfied"]), _negated=True), ("score__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="callback_score_fits_the_outcome",
            ),
        ),
        migrations.AddIndex(
            model_name="callbacktry",
            index=models.Index(fields=["org", "-at"], name="callback_try_by_time"),
        ),
        migrations.AddConstraint(
            model_name="questionnaire",
            constraint=models.UniqueConstraint(fields=("org", "code", "version"), name="questionnaire_version_once"),
        ),
        migrations.AddIndex(
            model_name="survey",
            index=models.Index(fields=["org", "-answered_at"], name="survey_by_answer"),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.UniqueConstraint(fields=("ticket", "round"), name="survey_once_a_round"),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("comment", ""), ("score__isnull", True)),
                    models.Q(("answered_at__isnull", False), ("score__isnull", False), ("score__range", (1, 5))),
                    _connector="OR",
                ),
                name="survey_answer_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_at__isnull", True), ("answered_at__lt", models.F("expires_at")), _connector="OR"
                ),
                name="survey_answered_before_it_expires",
            ),
        ),
    ]
