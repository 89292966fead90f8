"""Visits to the counter, windows and their pads, drafts of sheets, a company's own ways in and figures; undo."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids

SEALED = """
CREATE TRIGGER tickets_matter_append_only BEFORE UPDATE OR DELETE ON tickets_matter
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_hours"),
        ("customers", "0005_cleaning"),
        ("tickets", "0012_categories"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Window",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=20)),
                ("pad_n", models.PositiveSmallIntegerField(default=1)),
                ("pad_hash", models.CharField(max_length=64, unique=True)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="ticket",
            name="held_until",
            field=models.DateTimeField(
                blank=True, help_text="until then it can be undone, and nothing leaves", null=True
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="undone_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=20)),
                ("name_en", models.CharField(blank=True, max_length=40)),
                ("position", models.PositiveSmallIntegerField(default=50)),
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
                "ordering": ["position", "code"],
            },
        ),
        migrations.CreateModel(
            name="CounterRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "undo_seconds",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(30),
                        ],
                    ),
                ),
                (
                    "grace_seconds",
                    models.PositiveSmallIntegerField(
                        default=2, validators=[django.core.validators.MaxValueValidator(5)]
                    ),
                ),
                (
                    "draft_days",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(30),
                        ],
                    ),
                ),
                (
                    "wait_minutes",
                    models.PositiveSmallIntegerField(
                        default=15,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(240),
                        ],
                    ),
                ),
                (
                    "idle_minutes",
                    models.PositiveSmallIntegerField(
                        default=20,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(240),
                        ],
                    ),
                ),
                (
                    "org",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("number", models.CharField(blank=True, max_length=12)),
                ("service", models.CharField(blank=True, max_length=40)),
                ("source", models.CharField(default="manual", max_length=40)),
                ("external_id", models.CharField(blank=True, max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("called", "Called"),
                            ("serving", "Being served"),
                            ("served", "Served"),
                            ("abandoned", "Given up"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "left",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_there", "not there when called"),
                            ("cancelled", "number given back"),
                            ("expired", "not called that day"),
                        ],
                        max_length=10,
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                ("called_at", models.DateTimeField(blank=True, null=True)),
                ("began_at", models.DateTimeField(blank=True, null=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("recalls", models.PositiveSmallIntegerField(default=0)),
                ("score", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("rated_at", models.DateTimeField(blank=True, null=True)),
                ("rated_on_pad", models.BooleanField(default=False)),
                (
                    "clerk",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="customers.customer",
                    ),
                ),
                (
                    "hall",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
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
        ),
        migrations.CreateModel(
            name="Matter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                ("sheet", models.UUIDField()),
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
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                    "visit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matters",
                        to="tickets.visit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sheet", models.UUIDField()),
                ("sealed", models.BinaryField()),
                (
                    "label",
                    models.CharField(blank=True, help_text="what it is about, without anybody's name", max_length=60),
                ),
                ("channel", models.CharField(blank=True, max_length=20)),
                ("made_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "org",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="tickets.ticket",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="drafts",
                        to="tickets.visit",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="ticket",
            name="visit",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tickets",
                to="tickets.visit",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(condition=models.Q(("visit__isnull", False)), fields=["visit"], name="ticket_of_visit"),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(("undone_at__isnull", True), ("status", "withdrawn"), _connector="OR"),
                name="ticket_undone_is_withdrawn",
            ),
        ),
        migrations.AddField(
            model_name="window",
            name="clerk",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="window",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="window",
            name="hall",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="windows", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="window",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="window",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visits",
                to="tickets.window",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="window",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="tickets.window",
            ),
        ),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.UniqueConstraint(fields=("org", "code"), name="channel_code_once"),
        ),
        migrations.AddConstraint(
            model_name="counterrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("draft_days__range", (1, 30)),
                    ("grace_seconds__lte", 5),
                    ("undo_seconds__range", (5, 30)),
                    ("idle_minutes__range", (1, 240)),
                    ("wait_minutes__range", (1, 240)),
                ),
                name="counter_rule_in_bounds",
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(fields=["visit", "at"], name="matter_of_visit"),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.UniqueConstraint(fields=("by", "sheet"), name="matter_once_a_sheet"),
        ),
        migrations.AddIndex(
            model_name="window",
            index=models.Index(fields=["org", "hall"], name="window_by_hall"),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.UniqueConstraint(fields=("hall", "name"), name="window_name_once"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["org", "hall", "day"], name="visit_by_day"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["org", "hall", "taken_at", "id"], name="visit_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                condition=models.Q(("state__in", ("served", "abandoned")), _negated=True),
                fields=["taken_at"],
                name="visit_not_over",
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["window", "-ended_at"], name="visit_by_window"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("source", "external_id"),
                name="visit_external_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("hall", "day", "number"),
                name="visit_number_once_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("called", "serving"))), fields=("clerk",), name="visit_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["waiting", "abandoned"]),
                    models.Q(("called_at__isnull", False), ("clerk__isnull", False)),
                    _connector="OR",
                ),
                name="visit_called_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["serving", "served"]), _negated=True),
                    ("began_at__isnull", False),
                    _connector="OR",
                ),
                name="visit_served_has_begun",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("state__in", ("served", "abandoned"))),
                    models.Q(
                        models.Q(("state__in", ("served", "abandoned")), _negated=True), ("ended_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="visit_over_has_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "abandoned"), models.Q(("left", ""), _negated=True)),
                    models.Q(models.Q(("state", "abandoned"), _negated=True), ("left", "")),
                    _connector="OR",
                ),
                name="visit_given_up_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("called_at__isnull", True), ("called_at__gte", models.F("taken_at")), _connector="OR"),
                    models.Q(("ended_at__isnull", True), ("ended_at__gte", models.F("taken_at")), _connector="OR"),
                ),
                name="visit_moments_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rated_at__isnull", True), ("score__isnull", True)),
                    models.Q(("rated_at__isnull", False), ("score__range", (1, 5)), ("state", "served")),
                    _connector="OR",
                ),
                name="visit_rated_once_and_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["user", "-saved_at"], name="draft_open"
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["saved_at"], name="draft_by_age"),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(fields=("user", "sheet"), name="draft_once_a_sheet"),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(("ticket__isnull", True), ("ended_at__isnull", False), _connector="OR"),
                name="draft_registered_has_ended",
            ),
        ),
        migrations.RunSQL(SEALED, "DROP TRIGGER tickets_matter_append_only ON tickets_matter;"),
    ]
