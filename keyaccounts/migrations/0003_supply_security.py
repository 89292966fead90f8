"""Supply security (保电); the import of figures as a job that goes on where a worker was killed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids

GUARD = """
CREATE TRIGGER keyaccounts_securityrecord_append_only BEFORE UPDATE OR DELETE ON keyaccounts_securityrecord
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""
UNGUARD = "DROP TRIGGER keyaccounts_securityrecord_append_only ON keyaccounts_securityrecord;"
# Files of before were looked at in the request, to their end.
STAGES = """
UPDATE keyaccounts_figureimport
   SET stage = CASE WHEN imported_at IS NULL THEN 'looked' ELSE 'loaded' END, lines = read, done = read;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_absence"),
        ("customers", "0009_where_points_lie"),
        ("keyaccounts", "0002_watch_and_hazards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SecurityAsset",
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
                        choices=[("vehicle", "vehicle"), ("generator", "generator"), ("other", "other equipment")],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("count", models.PositiveSmallIntegerField(default=1)),
                ("kilowatts", models.PositiveIntegerField(blank=True, help_text="of one", null=True)),
                ("place", models.CharField(blank=True, max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name="SecurityCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=200)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="SecurityDuty",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=80)),
                ("part", models.CharField(help_text="what they are there for", max_length=60)),
                ("place", models.CharField(blank=True, max_length=120)),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SecurityPoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SecurityRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("what", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("place", models.CharField(blank=True, max_length=120)),
                ("text", models.CharField(blank=True, max_length=1000)),
                ("facts", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="SecurityReminder",
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
                            ("plan", "the plan is not approved yet"),
                            ("ready", "duty begins soon"),
                            ("start", "duty has not begun"),
                            ("patrol", "a patrol is due"),
                            ("finish", "duty has not been ended"),
                            ("report", "the report is due"),
                        ],
                        max_length=6,
                    ),
                ),
                ("turn", models.PositiveIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("said_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SecurityTask",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                ("event", models.CharField(max_length=120)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("special", "special"),
                            ("first", "first class"),
                            ("second", "second class"),
                            ("third", "third class"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planning", "Being planned"),
                            ("submitted", "To be approved"),
                            ("approved", "Approved"),
                            ("running", "On duty"),
                            ("finished", "Over, report due"),
                            ("reported", "Reported"),
                            ("called_off", "Called off"),
                        ],
                        default="planning",
                        max_length=10,
                    ),
                ),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("measures", models.TextField(blank=True)),
                ("patrol_hours", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("reported_at", models.DateTimeField(blank=True, null=True)),
                ("report", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.AddField(
            model_name="figureimport",
            name="done",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="figureimport",
            name="lease_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="figureimport",
            name="lines",
            field=models.PositiveIntegerField(default=0, help_text="of the whole file, once it has been looked at"),
        ),
        migrations.AddField(
            model_name="figureimport",
            name="stage",
            field=models.CharField(
                choices=[
                    ("look", "being looked at"),
                    ("looked", "Only looked at"),
                    ("load", "being imported"),
                    ("loaded", "Imported"),
                    ("failed", "could not be read"),
                ],
                default="look",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="figureimport",
            name="trouble",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddIndex(
            model_name="figureimport",
            index=models.Index(
                condition=models.Q(("stage__in", ["look", "load"])), fields=["at"], name="figure_import_waiting"
            ),
        ),
        migrations.AddField(
            model_name="securityasset",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="securitycheck",
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
            model_name="securitycheck",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="securityduty",
            name="crew",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.unit",
            ),
        ),
        migrations.AddField(
            model_name="securityduty",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="securityduty",
            name="person",
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
            model_name="securitypoint",
            name="customer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
            ),
        ),
        migrations.AddField(
            model_name="securitypoint",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="securitypoint",
            name="supply_point",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="customers.supplypoint",
            ),
        ),
        migrations.AddField(
            model_name="securityrecord",
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
            model_name="securityrecord",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="securityreminder",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="securitytask",
            name="approved_by",
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
            model_name="securitytask",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="securitytask",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="securitytask",
            name="submitted_by",
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
            model_name="securityreminder",
            name="task",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to="keyaccounts.securitytask",
            ),
        ),
        migrations.AddField(
            model_name="securityrecord",
            name="task",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="records",
                to="keyaccounts.securitytask",
            ),
        ),
        migrations.AddField(
            model_name="securitypoint",
            name="task",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="points",
                to="keyaccounts.securitytask",
            ),
        ),
        migrations.AddField(
            model_name="securityduty",
            name="task",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="duties",
                to="keyaccounts.securitytask",
            ),
        ),
        migrations.AddField(
            model_name="securitycheck",
            name="task",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="checks",
                to="keyaccounts.securitytask",
            ),
        ),
        migrations.AddField(
            model_name="securityasset",
            name="task",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="assets",
                to="keyaccounts.securitytask",
            ),
        ),
        migrations.AddIndex(
            model_name="securitytask",
            index=models.Index(fields=["org", "-from_at"], name="security_by_time"),
        ),
        migrations.AddConstraint(
            model_name="securitytask",
            constraint=models.UniqueConstraint(fields=("org", "number"), name="security_number_once"),
        ),
        migrations.AddConstraint(
            model_name="securitytask",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_at__gt", models.F("from_at"))), name="security_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            model_name="securitytask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        models.Q(("approved_by", models.F("submitted_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="security_approved_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="securitytask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "running", "finished", "reported"]), _negated=True),
                    ("approved_at__isnull", False),
                    _connector="OR",
                ),
                name="security_runs_only_when_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="securitytask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "reported"), _negated=True),
                    models.Q(models.Q(("report", ""), _negated=True), ("reported_at__isnull", False)),
                    _connector="OR",
                ),
                name="security_reported_in_words",
            ),
        ),
        migrations.AddIndex(
            model_name="securityreminder",
            index=models.Index(
                condition=models.Q(("said_at__isnull", True)), fields=["due_at"], name="security_reminder_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="securityreminder",
            constraint=models.UniqueConstraint(fields=("task", "kind", "turn"), name="security_reminder_once"),
        ),
        migrations.AddIndex(
            model_name="securityrecord",
            index=models.Index(fields=["task", "at"], name="security_record_of_task"),
        ),
        migrations.AddConstraint(
            model_name="securitypoint",
            constraint=models.UniqueConstraint(
                fields=("task", "customer", "supply_point"), name="security_point_once", nulls_distinct=False
            ),
        ),
        migrations.AddIndex(
            model_name="securityduty",
            index=models.Index(fields=["task", "from_at"], name="security_duty_of_task"),
        ),
        migrations.AddConstraint(
            model_name="securityduty",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_at__gt", models.F("from_at"))), name="security_duty_ends_after"
            ),
        ),
        migrations.AddConstraint(
            model_name="securityduty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("person__isnull", False),
                    ("crew__isnull", False),
                    models.Q(("words", ""), _negated=True),
                    _connector="OR",
                ),
                name="security_duty_of_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="securitycheck",
            index=models.Index(fields=["task", "position"], name="security_check_of_task"),
        ),
        migrations.AddConstraint(
            model_name="securitycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                    models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                    _connector="OR",
                ),
                name="security_check_done_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="securityasset",
            index=models.Index(fields=["task"], name="security_asset_of_task"),
        ),
        migrations.AddConstraint(
            model_name="securityasset",
            constraint=models.CheckConstraint(condition=models.Q(("count__gte", 1)), name="security_asset_counted"),
        ),
        migrations.RunSQL(STAGES, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
