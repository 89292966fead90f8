"""Rules of callbacks and surveys, checks, what halls are measured by, follow-ups, results of others."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids
import surveys.model_plan


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_wrong_links"),
        ("customers", "0009_where_points_lie"),
        ("surveys", "0002_guards"),
        ("tickets", "0021_found"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CallPlan",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=3)),
                ("gap_minutes", models.PositiveSmallIntegerField(default=120)),
                ("quiet", models.JSONField(blank=True, default=surveys.model_plan.usual_quiet)),
                ("parts", models.JSONField(blank=True, default=surveys.model_plan.usual_parts)),
                ("shares", models.JSONField(blank=True, default=dict)),
                ("answer_spares_call", models.BooleanField(default=True)),
                ("second_share", models.PositiveSmallIntegerField(default=20)),
                ("survey_days", models.PositiveSmallIntegerField(default=14)),
                ("remind_after_days", models.PositiveSmallIntegerField(default=3)),
                ("words_at", models.PositiveSmallIntegerField(default=2)),
                ("follow_at", models.PositiveSmallIntegerField(default=2)),
                ("follow_hours", models.PositiveSmallIntegerField(default=24)),
                ("settle_hours", models.PositiveSmallIntegerField(default=4)),
                ("target", models.DecimalField(decimal_places=1, default=96, max_digits=4)),
                ("months_below", models.PositiveSmallIntegerField(default=3)),
            ],
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "sort",
                    models.CharField(
                        choices=[("second", "second call"), ("test_call", "test call"), ("mystery", "mystery visit")],
                        max_length=10,
                    ),
                ),
                ("quarter", models.CharField(blank=True, help_text="2026Q4, of a second call", max_length=6)),
                ("opened_at", models.DateTimeField()),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("points", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("agrees", models.BooleanField(blank=True, null=True)),
                ("words", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("score", models.PositiveSmallIntegerField()),
                ("wants_call", models.BooleanField(default=False)),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("escalated_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("spoken", "spoken with the customer"),
                            ("reopened", "ticket opened again"),
                            ("no_contact", "the customer could not be reached"),
                            ("unfounded", "nothing to be done, with reason"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name="HallAsked",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField(help_text="its first day")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("sms", "link by SMS"),
                            ("qr", "QR on the slip"),
                            ("pad", "pad on the desk"),
                            ("callback", "callback"),
                            ("screen", "screen of the hall"),
                        ],
                        max_length=10,
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, null=True, unique=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("overall", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("environment", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("waiting", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("skill", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("attitude", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("comment", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name="HallScreen",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("n", models.PositiveSmallIntegerField(default=1)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Improvement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField(help_text="first day of the last month below the target")),
                ("because", models.JSONField(default=list)),
                ("target", models.DecimalField(decimal_places=1, max_digits=4)),
                ("opened_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "to be planned"), ("planned", "under way"), ("ended", "ended")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("plan", models.TextField(blank=True, max_length=2000)),
                ("result", models.TextField(blank=True, max_length=2000)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="OptOut",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("phone_index", models.CharField(max_length=64)),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="OutsideAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("row", models.PositiveIntegerField()),
                ("overall", models.PositiveSmallIntegerField()),
                ("answers", models.JSONField(default=dict)),
                ("facts", models.JSONField(blank=True, default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="OutsideReply",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("row", models.PositiveIntegerField()),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("asked_at", models.DateTimeField()),
                ("replied_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="OutsideSurvey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("digest", models.CharField(help_text="SHA-256 of the file: twice is once", max_length=64)),
                ("rows", models.PositiveIntegerField()),
                ("refused", models.JSONField(blank=True, default=list)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SurveyChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("score", models.PositiveSmallIntegerField()),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("comment", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="survey",
            name="survey_answer_is_whole",
        ),
        migrations.AddField(
            model_name="callback",
            name="reasons",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("case", "after a case"),
                    ("hall", "monthly measurement of a hall"),
                    ("quality", "checks and mystery visits"),
                    ("outside", "results of others"),
                ],
                default="case",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="survey",
            name="answers",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="survey",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="survey",
            name="channel",
            field=models.CharField(
                blank=True,
                choices=[
                    ("sms", "link by SMS"),
                    ("qr", "QR on the slip"),
                    ("pad", "pad on the desk"),
                    ("callback", "callback"),
                    ("screen", "screen of the hall"),
                ],
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="survey",
            name="opened_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="survey",
            name="remind_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="survey",
            name="reminded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="callback",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("satisfied", "Satisfied"),
                    ("dissatisfied", "Dissatisfied"),
                    ("refused", "Did not want to be asked"),
                    ("unreachable", "Not reached"),
                    ("exempted", "Exempted"),
                    ("dropped", "No longer needed"),
                    ("answered", "Answered by link"),
                ],
                max_length=14,
            ),
        ),
        migrations.AlterField(
            model_name="questionnaire",
            name="from_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="survey",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AlterField(
            model_name="survey",
            name="sent_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(
                condition=models.Q(("done_at__isnull", False)), fields=["org", "done_at"], name="callback_by_end"
            ),
        ),
        migrations.AddIndex(
            model_name="survey",
            index=models.Index(fields=["org", "-sent_at"], name="survey_by_sending"),
        ),
        migrations.AddIndex(
            model_name="survey",
            index=models.Index(
                condition=models.Q(
                    ("answered_at__isnull", True), ("remind_at__isnull", False), ("reminded_at__isnull", True)
                ),
                fields=["remind_at"],
                name="survey_to_remind",
            ),
        ),
        migrations.AddConstraint(
            model_name="questionnaire",
            constraint=models.UniqueConstraint(
                condition=models.Q(("from_at__isnull", True)), fields=("org", "code"), name="questionnaire_one_draft"
            ),
        ),
        migrations.AddField(
            model_name="callplan",
            name="by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="callplan",
            name="org",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="check",
            name="callback",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="second_check",
                to="surveys.callback",
            ),
        ),
        migrations.AddField(
            model_name="check",
            name="done_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="check",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="check",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="check",
            name="questionnaire",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="surveys.questionnaire",
            ),
        ),
        migrations.AddField(
            model_name="check",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="followup",
            name="done_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_ups_owned",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="survey",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_up",
                to="surveys.survey",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="ticket",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_ups",
                to="tickets.ticket",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="hallasked",
            name="customer",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="hallasked",
            name="hall",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="hallasked",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="hallasked",
            name="questionnaire",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="surveys.questionnaire",
            ),
        ),
        migrations.AddField(
            model_name="hallasked",
            name="visit",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="asked",
                to="tickets.visit",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="asked",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_up",
                to="surveys.hallasked",
            ),
        ),
        migrations.AddField(
            model_name="hallscreen",
            name="hall",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="survey_screen", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="hallscreen",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="improvement",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="improvement",
            name="hall",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="improvement",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="improvement",
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
            model_name="optout",
            name="customer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="opted_out",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="optout",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="outsideanswer",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="outsidereply",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="outsidesurvey",
            name="by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="outsidesurvey",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="outsidesurvey",
            name="questionnaire",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outside",
                to="surveys.questionnaire",
            ),
        ),
        migrations.AddField(
            model_name="outsidereply",
            name="survey",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="surveys.outsidesurvey"
            ),
        ),
        migrations.AddField(
            model_name="outsideanswer",
            name="survey",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="surveys.outsidesurvey"
            ),
        ),
        migrations.AddField(
            model_name="surveychange",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="surveychange",
            name="survey",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="surveys.survey"
            ),
        ),
        migrations.AddConstraint(
            model_name="callplan",
            constraint=models.UniqueConstraint(fields=("org", "version"), name="call_plan_version_once"),
        ),
        migrations.AddConstraint(
            model_name="callplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("follow_at__lte", 5),
                    ("months_below__range", (1, 12)),
                    ("second_share__lte", 100),
                    ("survey_days__range", (7, 30)),
                    ("target__range", (0, 100)),
                    ("tries__range", (1, 10)),
                    ("words_at__lte", 5),
                ),
                name="call_plan_is_sane",
            ),
        ),
        migrations.AddIndex(
            model_name="check",
            index=models.Index(fields=["org", "sort", "-opened_at"], name="check_by_sort"),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("callback__isnull", False), ("sort", "second"), models.Q(("quarter", ""), _negated=True)),
                    models.Q(models.Q(("sort", "second"), _negated=True), ("callback__isnull", True)),
                    _connector="OR",
                ),
                name="check_second_has_its_callback",
            ),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("done_by__isnull", True), ("points__isnull", True)),
                    models.Q(
                        ("done_at__isnull", False),
                        ("done_by__isnull", False),
                        ("points__isnull", False),
                        ("questionnaire__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="check_done_is_scored",
            ),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__isnull", True), ("points__range", (0, 100)), _connector="OR"),
                name="check_points_of_a_hundred",
            ),
        ),
        migrations.AddIndex(
            model_name="hallasked",
            index=models.Index(fields=["org", "hall", "month"], name="hall_asked_by_month"),
        ),
        migrations.AddConstraint(
            model_name="hallasked",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("overall__isnull", True)),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("answered_at__lt", models.F("expires_at")),
                        ("overall__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="hall_asked_is_answered_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="hallasked",
            constraint=models.CheckConstraint(
                condition=models.Q(("overall__isnull", True), ("overall__range", (1, 5)), _connector="OR"),
                name="hall_asked_overall_is_a_level",
            ),
        ),
        migrations.AddConstraint(
            model_name="hallasked",
            constraint=models.CheckConstraint(
                condition=models.Q(("environment__isnull", True), ("environment__range", (1, 5)), _connector="OR"),
                name="hall_asked_environment_is_a_level",
            ),
        ),
        migrations.AddConstraint(
            model_name="hallasked",
            constraint=models.CheckConstraint(
                condition=models.Q(("waiting__isnull", True), ("waiting__range", (1, 5)), _connector="OR"),
                name="hall_asked_waiting_is_a_level",
            ),
        ),
        migrations.AddConstraint(
            model_name="hallasked",
            constraint=models.CheckConstraint(
                condition=models.Q(("skill__isnull", True), ("skill__range", (1, 5)), _connector="OR"),
                name="hall_asked_skill_is_a_level",
            ),
        ),
        migrations.AddConstraint(
            model_name="hallasked",
            constraint=models.CheckConstraint(
                condition=models.Q(("attitude__isnull", True), ("attitude__range", (1, 5)), _connector="OR"),
                name="hall_asked_attitude_is_a_level",
            ),
        ),
        migrations.AddConstraint(
            model_name="hallasked",
            constraint=models.UniqueConstraint(
                condition=models.Q(("customer__isnull", False)),
                fields=("hall", "month", "customer"),
                name="hall_asked_once",
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)),
                fields=["org", "due_at"],
                name="satisfaction_follow_up_open",
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True), ("escalated_at__isnull", True)),
                fields=["due_at"],
                name="follow_up_to_escalate",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asked__isnull", True), ("survey__isnull", False), ("ticket__isnull", False)),
                    models.Q(("asked__isnull", False), ("survey__isnull", True)),
                    _connector="OR",
                ),
                name="follow_up_of_one_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("done_by__isnull", True), ("way", "")),
                    models.Q(
                        ("done_at__isnull", False),
                        ("done_by__isnull", False),
                        models.Q(("way", ""), _negated=True),
                        models.Q(("words", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="follow_up_done_in_words",
            ),
        ),
        migrations.AddIndex(
            model_name="improvement",
            index=models.Index(fields=["org", "-month"], name="improvement_by_month"),
        ),
        migrations.AddConstraint(
            model_name="improvement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "ended"), _negated=True), fields=("hall",), name="improvement_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="improvement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "open"),
                    models.Q(
                        ("due_on__isnull", False), ("owner__isnull", False), models.Q(("plan", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="improvement_planned_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="improvement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ended"), _negated=True),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        models.Q(("result", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="improvement_ended_with_a_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="optout",
            constraint=models.UniqueConstraint(fields=("org", "phone_index"), name="opt_out_once"),
        ),
        migrations.AddIndex(
            model_name="outsidesurvey",
            index=models.Index(fields=["org", "-at"], name="outside_survey_latest"),
        ),
        migrations.AddConstraint(
            model_name="outsidesurvey",
            constraint=models.UniqueConstraint(fields=("org", "digest"), name="outside_survey_once"),
        ),
        migrations.AddConstraint(
            model_name="outsidereply",
            constraint=models.UniqueConstraint(fields=("survey", "row"), name="outside_reply_once"),
        ),
        migrations.AddConstraint(
            model_name="outsidereply",
            constraint=models.CheckConstraint(
                condition=models.Q(("replied_at__gte", models.F("asked_at"))), name="outside_reply_after_it_was_asked"
            ),
        ),
        migrations.AddConstraint(
            model_name="outsideanswer",
            constraint=models.UniqueConstraint(fields=("survey", "row"), name="outside_answer_once"),
        ),
        migrations.AddConstraint(
            model_name="outsideanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("overall__range", (1, 10))), name="outside_answer_of_ten"
            ),
        ),
        migrations.AddIndex(
            model_name="surveychange",
            index=models.Index(fields=["org", "-at"], name="survey_change_by_time"),
        ),
    ]
