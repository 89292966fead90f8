"""Handing a shift over: its rules, its sheets, its log; what was signed is never changed."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids
import shifts.model_rules

TABLES = ("handoverevent", "shiftnote", "shiftswap", "handoverrule")
GUARD = "\n".join(
    f"CREATE TRIGGER shifts_{table}_append_only BEFORE UPDATE OR DELETE ON shifts_{table} "
    "FOR EACH ROW EXECUTE FUNCTION append_only();"
    for table in TABLES
)
UNGUARD = "\n".join(f"DROP TRIGGER shifts_{table}_append_only ON shifts_{table};" for table in TABLES)
# A handover that is done is a document: all that may still be written is when the last of its work had gone on.
DONE = """
CREATE FUNCTION shifts_handover_is_done() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'moved_at') IS DISTINCT FROM (to_jsonb(OLD) - 'moved_at')
     OR OLD.moved_at IS NOT NULL THEN
    RAISE EXCEPTION 'a handover that is done is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER shifts_handover_done BEFORE UPDATE OR DELETE ON shifts_handover
  FOR EACH ROW WHEN (OLD.state = 'done') EXECUTE FUNCTION shifts_handover_is_done();
CREATE FUNCTION shifts_word_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM shifts_handover WHERE id = OLD.handover_id AND state = 'done') THEN
    RAISE EXCEPTION 'a handover that is done is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER shifts_handoverword_kept BEFORE UPDATE OR DELETE ON shifts_handoverword
  FOR EACH ROW EXECUTE FUNCTION shifts_word_is_kept();
CREATE TRIGGER shifts_handovermove_settled BEFORE UPDATE OR DELETE ON shifts_handovermove
  FOR EACH ROW WHEN (OLD.settled_at IS NOT NULL) EXECUTE FUNCTION append_only();
"""
UNDONE = """
DROP TRIGGER shifts_handovermove_settled ON shifts_handovermove;
DROP TRIGGER shifts_handoverword_kept ON shifts_handoverword;
DROP TRIGGER shifts_handover_done ON shifts_handover;
DROP FUNCTION shifts_word_is_kept();
DROP FUNCTION shifts_handover_is_done();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0011_standing"),
        ("fieldwork", "0003_phone_terms"),
        ("tickets", "0028_by_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HandoverRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("at", models.DateTimeField()),
                ("is_on", models.BooleanField(default=True)),
                ("turns", models.JSONField(default=shifts.model_rules.usual_turns)),
                ("items", models.JSONField(default=shifts.model_rules.usual_items)),
                ("tidy_before", models.PositiveSmallIntegerField(default=15, help_text="minutes before the end")),
                ("come_before", models.PositiveSmallIntegerField(default=5, help_text="minutes before the begin")),
                ("late_after", models.PositiveSmallIntegerField(default=15, help_text="minutes after the end")),
                (
                    "soon_within",
                    models.PositiveSmallIntegerField(
                        default=60, help_text="minutes; what is due until then needs a word"
                    ),
                ),
                ("swaps_a_month", models.PositiveSmallIntegerField(default=2)),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handover_rules",
                        to="accounts.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("turn", models.CharField(blank=True, max_length=40)),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("late_at", models.DateTimeField()),
                ("late_told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be signed"),
                            ("offered", "Signed, to be taken over"),
                            ("blocked", "Not taken over"),
                            ("done", "Handed over"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                (
                    "ticked",
                    models.JSONField(blank=True, default=dict, help_text="by item: how many are there, and a remark"),
                ),
                ("leavers", models.JSONField(blank=True, default=list)),
                ("out_at", models.DateTimeField(blank=True, null=True)),
                ("remark", models.CharField(blank=True, max_length=1000)),
                (
                    "answers",
                    models.JSONField(blank=True, default=dict, help_text="of the four questions: true, or why not"),
                ),
                ("overruled_at", models.DateTimeField(blank=True, null=True)),
                ("overrule_reason", models.CharField(blank=True, max_length=500)),
                ("in_at", models.DateTimeField(blank=True, null=True)),
                ("sheet", models.JSONField(blank=True, default=dict)),
                ("moved_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "in_by",
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
                    "out_by",
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
                    "overruled_by",
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
                        related_name="handovers",
                        to="accounts.unit",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shifts.handoverrule",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandoverWord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.CharField(max_length=300)),
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
                    "handover",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="words",
                        to="shifts.handover",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ShiftNote",
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
                        choices=[
                            ("event", "What happened"),
                            ("question", "A customer's question"),
                            ("pending", "Still to be done"),
                            ("notice", "Notice to pass on"),
                        ],
                        default="event",
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("text", models.CharField(max_length=1000)),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ShiftSwap",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField(help_text="first day of the month of the shift")),
                ("reason", models.CharField(max_length=200)),
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
                    "now",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="fieldwork.shift",
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
                    "other",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "was",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="fieldwork.shift",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandoverEvent",
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
                    "handover",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="shifts.handover",
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
                "indexes": [models.Index(fields=["handover", "at"], name="handover_event_by_time")],
            },
        ),
        migrations.CreateModel(
            name="HandoverMove",
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
                        choices=[("ticket", "Ticket"), ("callback", "Callback"), ("return", "Return")], max_length=8
                    ),
                ),
                ("row", models.UUIDField()),
                ("label", models.CharField(max_length=40)),
                ("path", models.CharField(blank=True, max_length=80)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("why", models.CharField(blank=True, help_text="why it could not move; empty: it did", max_length=300)),
                (
                    "handover",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="shifts.handover",
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
                    "whose",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("handover", "sort", "row"), name="handover_move_once")],
            },
        ),
        migrations.AddIndex(
            model_name="handoverrule",
            index=models.Index(fields=["org", "unit", "-version"], name="handover_rule_by_unit"),
        ),
        migrations.AddConstraint(
            model_name="handoverrule",
            constraint=models.UniqueConstraint(fields=("unit", "version"), name="handover_rule_version"),
        ),
        migrations.AddConstraint(
            model_name="handoverrule",
            constraint=models.CheckConstraint(condition=models.Q(("soon_within__gt", 0)), name="handover_rule_minutes"),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["org", "unit", "-until_at"], name="handover_by_unit"),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                condition=models.Q(("late_told_at__isnull", True), models.Q(("state", "done"), _negated=True)),
                fields=["late_at"],
                name="handover_to_tell_late",
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                condition=models.Q(("moved_at__isnull", True), ("state", "done")),
                fields=["in_at"],
                name="handover_to_move",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(fields=("unit", "until_at"), name="handover_once_a_turn"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_at__gt", models.F("from_at"))), name="handover_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["open", "blocked"]),
                    models.Q(("out_at__isnull", False), ("out_by__isnull", False)),
                    _connector="OR",
                ),
                name="handover_signed_by_whoever_goes",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("in_at__isnull", True), ("in_by__isnull", True), models.Q(("state", "done"), _negated=True)
                    ),
                    models.Q(
                        ("in_at__isnull", False),
                        ("in_by__isnull", False),
                        ("state", "done"),
                        models.Q(("in_by", models.F("out_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="handover_taken_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("overruled_at__isnull", True), ("overruled_by__isnull", True)),
                    models.Q(
                        ("overruled_at__isnull", False),
                        ("overruled_by__isnull", False),
                        models.Q(("overrule_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="handover_overruled_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoverword",
            constraint=models.UniqueConstraint(fields=("handover", "ticket"), name="handover_word_once"),
        ),
        migrations.AddConstraint(
            model_name="handoverword",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="handover_word_says_something"
            ),
        ),
        migrations.AddIndex(
            model_name="shiftnote",
            index=models.Index(fields=["org", "unit", "-at"], name="shift_note_by_time"),
        ),
        migrations.AddConstraint(
            model_name="shiftnote",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="shift_note_says_something"
            ),
        ),
        migrations.AddIndex(
            model_name="shiftswap",
            index=models.Index(fields=["org", "month", "person"], name="shift_swap_by_month"),
        ),
        migrations.AddConstraint(
            model_name="shiftswap",
            constraint=models.UniqueConstraint(fields=("was",), name="shift_swapped_once"),
        ),
        migrations.AddConstraint(
            model_name="shiftswap",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("other")), _negated=True), name="shift_swapped_with_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="shiftswap",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="shift_swapped_for_a_reason"
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunSQL(DONE, UNDONE),
    ]
