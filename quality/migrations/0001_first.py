"""Quality inspection: what was scored, drawn, answered and written is never changed."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids

TABLES = ("inspectionevent", "draw", "sheet", "paper", "projectstep")
GUARD = "\n".join(
    f"CREATE TRIGGER quality_{table}_append_only BEFORE UPDATE OR DELETE ON quality_{table} "
    "FOR EACH ROW EXECUTE FUNCTION append_only();"
    for table in TABLES
)
UNGUARD = "\n".join(f"DROP TRIGGER quality_{table}_append_only ON quality_{table};" for table in TABLES)
# A score stands: the first as the second, the appeal as it was written; what comes later is written beside it.
SCORED = """
CREATE FUNCTION quality_inspection_is_scored() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (OLD.scored_at IS NOT NULL AND
       (NEW.answers, NEW.points, NEW.words, NEW.scored_by_id, NEW.scored_at, NEW.person_id, NEW.sheet_id, NEW.is_failed)
       IS DISTINCT FROM
       (OLD.answers, OLD.points, OLD.words, OLD.scored_by_id, OLD.scored_at, OLD.person_id, OLD.sheet_id, OLD.is_failed))
     OR (OLD.appealed_at IS NOT NULL AND (NEW.appeal, NEW.appealed_at) IS DISTINCT FROM (OLD.appeal, OLD.appealed_at))
     OR OLD.second_at IS NOT NULL THEN
    RAISE EXCEPTION 'a score is never changed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER quality_inspection_scored BEFORE UPDATE OR DELETE ON quality_inspection
  FOR EACH ROW EXECUTE FUNCTION quality_inspection_is_scored();
CREATE TRIGGER quality_trainingrecord_kept BEFORE UPDATE OR DELETE ON quality_trainingrecord
  FOR EACH ROW WHEN (OLD.at IS NOT NULL) EXECUTE FUNCTION append_only();
CREATE TRIGGER quality_crossvisit_kept BEFORE UPDATE OR DELETE ON quality_crossvisit
  FOR EACH ROW WHEN (OLD.done_at IS NOT NULL) EXECUTE FUNCTION append_only();
CREATE TRIGGER quality_merit_kept BEFORE UPDATE OR DELETE ON quality_merit
  FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL) EXECUTE FUNCTION append_only();
"""
UNSCORED = """
DROP TRIGGER quality_merit_kept ON quality_merit;
DROP TRIGGER quality_crossvisit_kept ON quality_crossvisit;
DROP TRIGGER quality_trainingrecord_kept ON quality_trainingrecord;
DROP TRIGGER quality_inspection_scored ON quality_inspection;
DROP FUNCTION quality_inspection_is_scored();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0013_doors"),
        ("calls", "0001_first"),
        ("knowledge", "0002_gin_and_history"),
        ("surveys", "0006_visits_said"),
        ("tickets", "0028_by_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draw",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.SlugField(max_length=30)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(help_text="the first day that no longer counts")),
                ("seed", models.CharField(max_length=32)),
                (
                    "pool",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                (
                    "owners",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, help_text="whose each of the pool is", size=None
                    ),
                ),
                (
                    "picked",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                (
                    "newcomers",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
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
            ],
        ),
        migrations.CreateModel(
            name="Exam",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("paper", models.JSONField(help_text="[{id, text, choices, right}]")),
                ("pass_mark", models.PositiveSmallIntegerField(default=90)),
                ("tries", models.PositiveSmallIntegerField(default=2)),
                ("due_at", models.DateTimeField()),
                ("remind_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("at", models.DateTimeField()),
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
                ("takers", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "work",
                    models.CharField(
                        choices=[
                            ("desk", "taking a request in"),
                            ("call", "telephone call"),
                            ("complaint", "handling a complaint"),
                            ("field", "work of a crew"),
                            ("test_call", "test call"),
                        ],
                        max_length=10,
                    ),
                ),
                ("row", models.UUIDField(blank=True, help_text="what was drawn: a case or a call", null=True)),
                ("hides_names", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be scored"),
                            ("scored", "Scored"),
                            ("appealed", "Appealed"),
                            ("decided", "Decided on appeal"),
                            ("dropped", "Left out"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(help_text="when the work was done that is inspected")),
                ("due_at", models.DateTimeField()),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("words", models.CharField(blank=True, max_length=1000)),
                ("points", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("is_failed", models.BooleanField(default=False, help_text="a fatal item was scored 0")),
                ("scored_at", models.DateTimeField(blank=True, null=True)),
                ("appeal_until", models.DateTimeField(blank=True, null=True)),
                ("appeal", models.CharField(blank=True, max_length=1000)),
                ("appealed_at", models.DateTimeField(blank=True, null=True)),
                ("decide_by", models.DateTimeField(blank=True, null=True)),
                ("late_told_at", models.DateTimeField(blank=True, null=True)),
                ("second_answers", models.JSONField(blank=True, default=dict)),
                ("second_words", models.CharField(blank=True, max_length=1000)),
                ("second_points", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("second_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "call",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="calls.call",
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="quality.draw",
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
                    "scored_by",
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
                    "second_by",
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
                    "ticket",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
                (
                    "unit",
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
            name="InspectionEvent",
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
                    "inspection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="quality.inspection",
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
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Merit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sort", models.CharField(choices=[("praise", "praise"), ("penalty", "penalty")], max_length=8)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "to be confirmed by a second person"),
                            ("stands", "stands"),
                            ("appealed", "appealed"),
                            ("refused", "not confirmed"),
                            ("lifted", "lifted on appeal"),
                        ],
                        max_length=9,
                    ),
                ),
                ("points", models.PositiveSmallIntegerField(default=0, help_text="to be added or taken away")),
                ("reason", models.CharField(max_length=1000)),
                ("at", models.DateTimeField()),
                ("second_at", models.DateTimeField(blank=True, null=True)),
                ("appeal_until", models.DateTimeField(blank=True, null=True)),
                ("appeal", models.CharField(blank=True, max_length=1000)),
                ("appealed_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision", models.CharField(blank=True, max_length=500)),
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
                    "decided_by",
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
                    "inspection",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quality.inspection",
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
                    "second_by",
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
                    "ticket",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
                (
                    "unit",
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
            name="Paper",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField()),
                ("given", models.JSONField()),
                ("points", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "exam",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="quality.exam",
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
            ],
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.SlugField(max_length=30)),
                ("version", models.PositiveIntegerField(default=1)),
                ("name", models.CharField(max_length=60)),
                (
                    "work",
                    models.CharField(
                        choices=[
                            ("desk", "taking a request in"),
                            ("call", "telephone call"),
                            ("complaint", "handling a complaint"),
                            ("field", "work of a crew"),
                            ("test_call", "test call"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("person", "so many a week of each person"),
                            ("random", "so many a week at random"),
                            ("all", "every one"),
                            ("unhappy", "every one with a bad rating"),
                            ("words", "every one with certain words"),
                        ],
                        max_length=8,
                    ),
                ),
                ("share", models.PositiveSmallIntegerField(default=2)),
                ("share_new", models.PositiveSmallIntegerField(default=5)),
                ("new_days", models.PositiveSmallIntegerField(default=90)),
                ("words", models.JSONField(blank=True, default=list)),
                ("hides_names", models.BooleanField(default=False)),
                ("score_days", models.PositiveSmallIntegerField(default=7)),
                ("appeal_days", models.PositiveSmallIntegerField(default=5)),
                ("is_on", models.BooleanField(default=True)),
                ("at", models.DateTimeField()),
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
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="inspection",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="quality.plan",
            ),
        ),
        migrations.AddField(
            model_name="draw",
            name="plan",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="draws", to="quality.plan"
            ),
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("measure", models.CharField(max_length=120)),
                ("before", models.DecimalField(blank=True, decimal_places=1, max_digits=6, null=True)),
                ("target", models.DecimalField(blank=True, decimal_places=1, max_digits=6, null=True)),
                ("after", models.DecimalField(blank=True, decimal_places=1, max_digits=6, null=True)),
                ("measured_at", models.DateTimeField(blank=True, null=True)),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("plan", "Plan"),
                            ("do", "Do"),
                            ("check", "Check"),
                            ("act", "Act"),
                            ("ended", "Ended"),
                        ],
                        default="plan",
                        max_length=5,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("opened_at", models.DateTimeField()),
                ("late_told_on", models.DateField(blank=True, null=True)),
                (
                    "improvement",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="project",
                        to="surveys.improvement",
                    ),
                ),
                (
                    "opened_by",
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
                    "owner",
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
                    "unit",
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
            name="ProjectStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("plan", "Plan"),
                            ("do", "Do"),
                            ("check", "Check"),
                            ("act", "Act"),
                            ("ended", "Ended"),
                        ],
                        max_length=5,
                    ),
                ),
                ("text", models.CharField(max_length=2000)),
                ("at", models.DateTimeField()),
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
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="quality.project",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.CharField(max_length=300)),
                ("choices", models.JSONField()),
                ("right", models.JSONField()),
                ("is_active", models.BooleanField(default=True)),
                ("at", models.DateTimeField()),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="knowledge.article",
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
            ],
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "work",
                    models.CharField(
                        choices=[
                            ("desk", "taking a request in"),
                            ("call", "telephone call"),
                            ("complaint", "handling a complaint"),
                            ("field", "work of a crew"),
                            ("test_call", "test call"),
                        ],
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("name", models.CharField(max_length=60)),
                ("groups", models.JSONField()),
                ("pass_mark", models.PositiveSmallIntegerField(default=85)),
                ("at", models.DateTimeField()),
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
            ],
        ),
        migrations.AddField(
            model_name="inspection",
            name="sheet",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="quality.sheet"
            ),
        ),
        migrations.CreateModel(
            name="Training",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("held_on", models.DateField()),
                ("hours", models.DecimalField(decimal_places=1, max_digits=4)),
                ("trainer", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
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
            name="TrainingRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("was_there", models.BooleanField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(blank=True, null=True)),
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
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "training",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="quality.training",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CrossVisit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("quarter", models.CharField(max_length=6)),
                ("seed", models.CharField(max_length=32)),
                ("due_on", models.DateField()),
                ("asked", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("correct", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("found", models.CharField(blank=True, max_length=2000)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by_hall",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
                (
                    "done_by",
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
                    "of_hall",
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
            ],
            options={
                "indexes": [models.Index(fields=["org", "-quarter"], name="cross_visit_by_quarter")],
                "constraints": [
                    models.UniqueConstraint(fields=("quarter", "by_hall"), name="cross_visit_by_once"),
                    models.UniqueConstraint(fields=("quarter", "of_hall"), name="cross_visit_of_once"),
                    models.CheckConstraint(
                        condition=models.Q(("by_hall", models.F("of_hall")), _negated=True),
                        name="cross_visit_of_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked__isnull", True), ("done_at__isnull", True), ("done_by__isnull", True)),
                            models.Q(
                                ("asked__gt", 0),
                                ("correct__lte", models.F("asked")),
                                ("done_at__isnull", False),
                                ("done_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="cross_visit_done_whole",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="exam",
            index=models.Index(fields=["org", "-due_at"], name="exam_by_time"),
        ),
        migrations.AddIndex(
            model_name="exam",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["due_at"], name="exam_to_close"
            ),
        ),
        migrations.AddConstraint(
            model_name="exam",
            constraint=models.CheckConstraint(
                condition=models.Q(("pass_mark__range", (1, 100)), ("tries__gte", 1)), name="exam_pass_mark"
            ),
        ),
        migrations.AddIndex(
            model_name="inspectionevent",
            index=models.Index(fields=["inspection", "at"], name="inspection_event_by_time"),
        ),
        migrations.AddIndex(
            model_name="merit",
            index=models.Index(fields=["org", "-at"], name="merit_by_time"),
        ),
        migrations.AddConstraint(
            model_name="merit",
            constraint=models.CheckConstraint(
                condition=models.Q(("by", models.F("person")), _negated=True), name="merit_not_of_oneself"
            ),
        ),
        migrations.AddConstraint(
            model_name="merit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sort", "praise"),
                    ("state", "proposed"),
                    models.Q(
                        ("second_by__isnull", False),
                        models.Q(("second_by", models.F("by")), _negated=True),
                        models.Q(("second_by", models.F("person")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="merit_penalty_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="merit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(
                        models.Q(("decided_by", models.F("person")), _negated=True),
                        models.Q(("decided_by", models.F("by")), _negated=True),
                        models.Q(("decided_by", models.F("second_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="merit_appeal_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(fields=("exam", "person", "attempt"), name="exam_paper_once"),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(condition=models.Q(("points__lte", 100)), name="exam_paper_points"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(fields=("org", "code", "version"), name="qa_plan_version"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rule", "words"), _negated=True), models.Q(("words", []), _negated=True), _connector="OR"
                ),
                name="qa_plan_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.UniqueConstraint(fields=("org", "code", "from_on"), name="qa_draw_once"),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__gt", models.F("from_on"))), name="qa_draw_of_a_period"
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["org", "-opened_at"], name="project_by_time"),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("phase", "plan"), models.Q(("due_on__isnull", False), ("owner__isnull", False)), _connector="OR"
                ),
                name="project_owned_once_planned",
            ),
        ),
        migrations.AddIndex(
            model_name="projectstep",
            index=models.Index(fields=["project", "at"], name="project_step_by_time"),
        ),
        migrations.AddConstraint(
            model_name="projectstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="project_step_says_something"
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["org", "-at"], name="qa_question_by_time"),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.UniqueConstraint(fields=("org", "work", "version"), name="qa_sheet_version"),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("pass_mark__range", (1, 100))), name="qa_sheet_pass_mark"
            ),
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["org", "unit", "due_at"], name="inspection_open"
            ),
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["org", "-scored_at"], name="inspection_by_time"),
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["person", "-scored_at"], name="inspection_by_person"),
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(
                condition=models.Q(("late_told_at__isnull", True), ("state", "appealed")),
                fields=["decide_by"],
                name="inspection_to_tell_late",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.UniqueConstraint(
                fields=("org", "work", "row", "person"), name="inspection_of_a_work_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("points__isnull", True),
                        ("scored_at__isnull", True),
                        ("scored_by__isnull", True),
                        ("state__in", ["open", "dropped"]),
                    ),
                    models.Q(("points__range", (0, 100)), ("scored_at__isnull", False), ("scored_by__isnull", False)),
                    _connector="OR",
                ),
                name="inspection_scored_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("scored_by__isnull", True),
                        models.Q(("scored_by", models.F("person")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("second_by__isnull", True),
                        models.Q(
                            models.Q(("second_by", models.F("person")), _negated=True),
                            models.Q(("second_by", models.F("scored_by")), _negated=True),
                        ),
                        _connector="OR",
                    ),
                ),
                name="inspection_nobody_scores_themselves",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("appeal", ""), ("appealed_at__isnull", True)),
                    models.Q(("appealed_at__isnull", False), models.Q(("appeal", ""), _negated=True)),
                    _connector="OR",
                ),
                name="inspection_appealed_in_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("second_at__isnull", True),
                        ("second_by__isnull", True),
                        ("second_points__isnull", True),
                        models.Q(("state", "decided"), _negated=True),
                    ),
                    models.Q(
                        ("second_at__isnull", False),
                        ("second_by__isnull", False),
                        ("second_points__range", (0, 100)),
                        ("state", "decided"),
                    ),
                    _connector="OR",
                ),
                name="inspection_decided_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="training",
            index=models.Index(fields=["org", "-held_on"], name="training_by_day"),
        ),
        migrations.AddConstraint(
            model_name="training",
            constraint=models.CheckConstraint(condition=models.Q(("hours__gt", 0)), name="training_hours"),
        ),
        migrations.AddConstraint(
            model_name="trainingrecord",
            constraint=models.UniqueConstraint(fields=("training", "person"), name="training_record_once"),
        ),
        migrations.AddConstraint(
            model_name="trainingrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("at__isnull", True), ("was_there__isnull", True)),
                    models.Q(("at__isnull", False), ("was_there__isnull", False)),
                    _connector="OR",
                ),
                name="training_record_whole",
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunSQL(SCORED, UNSCORED),
    ]
