"""Calls: seats, what was heard of each call, what came of it, whom we owe one. What was heard and noted is never changed."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import calls.model_returns
import servicedesk.lib.ids

GUARD = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION append_only();
"""
UNGUARD = "DROP TRIGGER {table}_append_only ON {table};"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0011_standing"),
        ("customers", "0010_learn_parts_of_names"),
        ("tickets", "0026_category_initials"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReturnCall",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                ("calls", models.PositiveIntegerField(default=1)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("escalated_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("called", "called back"),
                            ("came", "called again and was answered"),
                            ("answered", "had been answered after all"),
                            ("otherwise", "reached in another way"),
                            ("needless", "needs no call"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.customer",
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
                    "settled_by",
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
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source", models.CharField(max_length=40)),
                ("external_id", models.CharField(max_length=120)),
                (
                    "direction",
                    models.CharField(choices=[("in", "incoming"), ("out", "outgoing")], default="in", max_length=3),
                ),
                ("number", models.CharField(blank=True, help_text="the other side's; empty: withheld", max_length=20)),
                ("line", models.CharField(blank=True, help_text="the number or queue that was called", max_length=20)),
                ("extension", models.CharField(blank=True, max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ringing", "ringing"),
                            ("talking", "talking"),
                            ("held", "on hold"),
                            ("ended", "ended"),
                            ("missed", "not answered"),
                        ],
                        max_length=8,
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "waited",
                    models.PositiveIntegerField(blank=True, help_text="seconds until answered or given up", null=True),
                ),
                ("seq", models.PositiveIntegerField(default=1, help_text="raised with whatever a page about it shows")),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="calls",
                        to="customers.customer",
                    ),
                ),
                (
                    "holder",
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
                    "owed",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="missed",
                        to="calls.returncall",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("extension", models.CharField(max_length=20)),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(blank=True, null=True)),
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
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("extension", models.CharField(max_length=20)),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(blank=True, null=True)),
                ("answered", models.BooleanField(default=False)),
                ("put_away_at", models.DateTimeField(blank=True, null=True)),
                (
                    "call",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="turns",
                        to="calls.call",
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
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CallEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source", models.CharField(max_length=40)),
                ("event_id", models.CharField(max_length=120)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("ringing", "rings"),
                            ("declined", "stopped ringing"),
                            ("answered", "answered"),
                            ("held", "on hold"),
                            ("resumed", "back on the line"),
                            ("transferred", "passed on"),
                            ("ended", "ended"),
                            ("missed", "given up"),
                            ("recording", "recording ready"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("extension", models.CharField(blank=True, max_length=20)),
                ("to", models.CharField(blank=True, max_length=20)),
                ("facts", models.JSONField(blank=True, default=dict)),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="calls.call"
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "recorded_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "event_id"), name="call_event_once_a_source")
                ],
            },
        ),
        migrations.CreateModel(
            name="CallNote",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("text", models.CharField(blank=True, max_length=2000)),
                (
                    "disposition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("settled", "answered on the spot"),
                            ("ticket", "ticket registered"),
                            ("chased", "about an open ticket"),
                            ("passed", "passed to somebody else"),
                            ("again", "to be called again"),
                            ("wrong", "wrong number"),
                            ("silent", "nobody spoke"),
                            ("nuisance", "nuisance call"),
                        ],
                        max_length=10,
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
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="calls.call"
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("disposition", ""), ("text", ""), _negated=True),
                        name="call_note_says_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CallRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("at", models.DateTimeField()),
                ("owners", models.JSONField(default=calls.model_returns.usual_owners)),
                ("within", models.CharField(default="2wh", help_text="a limit as promises are written", max_length=40)),
                ("answer_within", models.PositiveSmallIntegerField(default=15, help_text="seconds")),
                (
                    "least_wait",
                    models.PositiveSmallIntegerField(
                        default=3, help_text="seconds; whoever gives up sooner is owed nothing"
                    ),
                ),
                ("recording_days", models.PositiveSmallIntegerField(default=180)),
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
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("org", "version"), name="call_rule_version"),
                    models.CheckConstraint(condition=models.Q(("answer_within__gt", 0)), name="call_rule_answers"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallTicket",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
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
                    "call",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="about",
                        to="calls.call",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="calls", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("call", "ticket"), name="call_about_once")],
            },
        ),
        migrations.CreateModel(
            name="Recording",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=500)),
                ("ref", models.CharField(blank=True, help_text="the PBX's own name for it", max_length=120)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("seconds", models.PositiveIntegerField(blank=True, null=True)),
                ("keep_until", models.DateTimeField()),
                ("at", models.DateTimeField()),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recordings", to="calls.call"
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
                    models.UniqueConstraint(fields=("call", "address", "ref"), name="recording_once"),
                    models.CheckConstraint(
                        condition=models.Q(("address", ""), ("ref", ""), _negated=True), name="recording_can_be_found"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="returncall",
            index=models.Index(
                condition=models.Q(("settled_at__isnull", True)), fields=["org", "due_at"], name="return_call_open"
            ),
        ),
        migrations.AddIndex(
            model_name="returncall",
            index=models.Index(fields=["org", "-settled_at"], name="return_call_settled"),
        ),
        migrations.AddIndex(
            model_name="returncall",
            index=models.Index(
                condition=models.Q(("escalated_at__isnull", True), ("settled_at__isnull", True)),
                fields=["due_at"],
                name="return_call_overdue",
            ),
        ),
        migrations.AddConstraint(
            model_name="returncall",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at__isnull", True)), fields=("org", "number"), name="return_call_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="returncall",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), _negated=True), name="return_call_can_be_made"
            ),
        ),
        migrations.AddConstraint(
            model_name="returncall",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how", ""), ("settled_at__isnull", True)),
                    models.Q(("settled_at__isnull", False), models.Q(("how", ""), _negated=True)),
                    _connector="OR",
                ),
                name="return_call_settled_says_how",
            ),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(fields=["org", "-began_at"], name="call_by_time"),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(
                condition=models.Q(("number", ""), _negated=True),
                fields=["org", "number", "-began_at"],
                name="call_by_number",
            ),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(
                condition=models.Q(("customer__isnull", False)),
                fields=["customer", "-began_at"],
                name="call_by_customer",
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.UniqueConstraint(fields=("source", "external_id"), name="call_once_a_source"),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["ringing", "talking", "held", "ended", "missed"])),
                name="call_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["talking", "held", "ended"]), _negated=True),
                    ("answered_at__isnull", False),
                    _connector="OR",
                ),
                name="call_talked_was_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("ringing", "talking", "held")), ("ended_at__isnull", False), _connector="OR"
                ),
                name="call_over_has_an_end",
            ),
        ),
        migrations.AddIndex(
            model_name="seat",
            index=models.Index(fields=["org", "extension", "-from_at"], name="seat_at_a_time"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until_at__isnull", True)), fields=("org", "extension"), name="seat_one_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until_at__isnull", True)), fields=("user",), name="seat_one_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_at__isnull", True), ("until_at__gte", models.F("from_at")), _connector="OR"),
                name="seat_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("extension", ""), _negated=True), name="seat_has_an_extension"
            ),
        ),
        migrations.AddIndex(
            model_name="turn",
            index=models.Index(
                condition=models.Q(("put_away_at__isnull", True)), fields=["user", "-from_at"], name="turn_before_me"
            ),
        ),
        migrations.AddIndex(
            model_name="turn",
            index=models.Index(fields=["user", "call"], name="turn_of_user"),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.UniqueConstraint(fields=("call", "user"), name="turn_once_a_person"),
        ),
        *(
            migrations.RunSQL(GUARD.format(table=table), UNGUARD.format(table=table))
            for table in ("calls_callevent", "calls_callnote")
        ),
    ]
