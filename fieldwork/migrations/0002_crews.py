"""Crews, their rota, the rules by which jobs find a crew, and every assignment."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids

GUARD = """
CREATE TRIGGER fieldwork_crewevent_append_only BEFORE UPDATE OR DELETE ON fieldwork_crewevent
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""
UNGUARD = "DROP TRIGGER fieldwork_crewevent_append_only ON fieldwork_crewevent;"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_absence"),
        ("fieldwork", "0001_phones"),
        ("tickets", "0021_found"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Skill",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=30)),
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
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="CrewProfile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "job_limit",
                    models.PositiveSmallIntegerField(
                        default=6,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(30),
                        ],
                    ),
                ),
                ("home", models.CharField(blank=True, help_text="where it starts from", max_length=120)),
                ("latitude", models.FloatField(blank=True, null=True)),
                ("longitude", models.FloatField(blank=True, null=True)),
                ("by_rota", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="crew_profile", to="accounts.unit"
                    ),
                ),
                ("skills", models.ManyToManyField(blank=True, related_name="crews", to="fieldwork.skill")),
            ],
        ),
        migrations.CreateModel(
            name="SkillNeed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="skill_needs",
                        to="tickets.category",
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
                    "skill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="fieldwork.skill"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("suggested", "one of the three suggested"),
                            ("picked", "picked by hand"),
                            ("dragged", "dragged"),
                            ("batch", "with others of the same transformer"),
                            ("rule", "by rule"),
                        ],
                        max_length=10,
                    ),
                ),
                ("why", models.JSONField(blank=True, default=dict)),
                ("seq", models.PositiveIntegerField(help_text="the number of the case's event")),
                ("before", models.JSONField(blank=True, default=dict)),
                ("at", models.DateTimeField()),
                ("held_until", models.DateTimeField()),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
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
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="assignments", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["org", "crew", "-at"], name="assignment_by_crew"),
                    models.Index(
                        condition=models.Q(("told_at__isnull", True), ("undone_at__isnull", True)),
                        fields=["held_until"],
                        name="assignment_to_tell",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("ticket", "seq"), name="assignment_once"),
                    models.CheckConstraint(
                        condition=models.Q(("told_at__isnull", True), ("undone_at__isnull", True), _connector="OR"),
                        name="assignment_told_or_undone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("held_until__gte", models.F("at"))), name="assignment_held_ahead"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AutoRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("is_on", models.BooleanField(default=False)),
                (
                    "wait_minutes",
                    models.PositiveSmallIntegerField(
                        default=0, validators=[django.core.validators.MaxValueValidator(240)]
                    ),
                ),
                (
                    "alert_minutes",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1440),
                        ],
                    ),
                ),
                ("own_ground", models.BooleanField(default=True, help_text="only crews that answer for the ground")),
                (
                    "needs_skill",
                    models.BooleanField(default=True, help_text="only crews with the skill that the category asks for"),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "hall",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("org", "hall"), name="auto_rule_once", nulls_distinct=False),
                    models.CheckConstraint(
                        condition=models.Q(("alert_minutes__range", (1, 1440)), ("wait_minutes__lte", 240)),
                        name="auto_rule_in_bounds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Coverage",
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
                            ("hall", "Business hall"),
                            ("area", "area"),
                            ("transformer", "Transformer"),
                            ("feeder", "Feeder"),
                        ],
                        max_length=12,
                    ),
                ),
                ("value", models.CharField(max_length=40)),
                (
                    "crew",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="coverage",
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("org", "crew", "by", "value"), name="coverage_once"),
                    models.CheckConstraint(condition=models.Q(("value", ""), _negated=True), name="coverage_says_what"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by", "area"), _negated=True),
                            ("value__in", ["remote", "rural", "urban"]),
                            _connector="OR",
                        ),
                        name="coverage_area_is_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CrewEvent",
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
                    "crew",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="crew_events", to="accounts.unit"
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
                "indexes": [models.Index(fields=["org", "-at"], name="crew_event_by_time")],
            },
        ),
        migrations.CreateModel(
            name="DispatchDesk",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("storm_at", models.DateTimeField(blank=True, null=True)),
                (
                    "org",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
                (
                    "storm_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("storm_at__isnull", True), ("storm_by__isnull", True)),
                            models.Q(("storm_at__isnull", False), ("storm_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="storm_says_who",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Pattern",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "sort",
                    models.CharField(choices=[("duty", "On duty"), ("rest", "Rest")], default="duty", max_length=6),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "Mon"), (1, "Tue"), (2, "Wed"), (3, "Thu"), (4, "Fri"), (5, "Sat"), (6, "Sun")]
                    ),
                ),
                ("from_time", models.TimeField()),
                ("until_time", models.TimeField()),
                (
                    "crew",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="patterns",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="patterns",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["org", "weekday"], name="pattern_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("crew__isnull", False), ("person__isnull", True)),
                            models.Q(("crew__isnull", True), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="pattern_of_a_crew_or_a_person",
                    ),
                    models.CheckConstraint(condition=models.Q(("weekday__lte", 6)), name="pattern_weekday"),
                    models.UniqueConstraint(
                        fields=("crew", "sort", "weekday", "from_time"), name="pattern_of_crew_once"
                    ),
                    models.UniqueConstraint(
                        fields=("person", "sort", "weekday", "from_time"), name="pattern_of_person_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "sort",
                    models.CharField(choices=[("duty", "On duty"), ("rest", "Rest")], default="duty", max_length=6),
                ),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cancelled_by",
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
                    "crew",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["org", "until_at"], name="shift_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("crew__isnull", False), ("person__isnull", True)),
                            models.Q(("crew__isnull", True), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="shift_of_a_crew_or_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_at__gt", models.F("from_at"))), name="shift_ends_after_it_begins"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at__isnull", True)),
                        fields=("crew", "sort", "from_at"),
                        name="shift_of_crew_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at__isnull", True)),
                        fields=("person", "sort", "from_at"),
                        name="shift_of_person_once",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="skill",
            constraint=models.UniqueConstraint(fields=("org", "name"), name="skill_name_once"),
        ),
        migrations.AddConstraint(
            model_name="crewprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(("job_limit__range", (1, 30))), name="crew_profile_limit"
            ),
        ),
        migrations.AddConstraint(
            model_name="crewprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                    _connector="OR",
                ),
                name="crew_profile_home_is_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="skillneed",
            index=models.Index(fields=["org"], name="skill_need_by_org"),
        ),
        migrations.AddConstraint(
            model_name="skillneed",
            constraint=models.UniqueConstraint(fields=("category", "skill"), name="skill_need_once"),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
