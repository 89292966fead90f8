"""Hotlines above us: orders that came down, their codes, the daily comparison; what happens to such a case is told up."""

from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids

FIRST = import_module("hotline.migrations.0004_hooks")
# What is told up of a case that came down; the letter is written in the statement that writes its cause.
OF_ORDERS = f"""
    INSERT INTO hotline_hookmessage ({FIRST._COLUMNS})
    SELECT {FIRST._ID}, n.org_id, h.id, n.what, 'order', n.ticket_id, n.id, n.seq, n.at, clock_timestamp(),
           clock_timestamp(), 'waiting', 0, ''
      FROM fresh n JOIN hotline_upstreamorder o ON o.ticket_id = n.ticket_id JOIN hotline_upstream u ON u.id = o.upstream_id
      JOIN hotline_hook h ON h.id = u.hook_id
     WHERE h.ended_at IS NULL AND (n.what NOT IN ('report', 'approve_return') OR n.to_status = 'resolved')
       AND n.what IN ('upstream_accepted', 'upstream_returned', 'upstream_asked', 'upstream_more_time', 'upstream_again',
                      'dispatch', 'arrive', 'estimate', 'restore', 'supply_back', 'reply', 'report', 'approve_return',
                      'decline', 'close', 'convey', 'reopen', 'withdraw', 'undo');
"""
_CREATED = FIRST.OF_TICKETS.partition("CREATE TRIGGER")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
HEARD = _CREATED.replace("  END IF;", OF_ORDERS + "  END IF;")
TOLD = """
CREATE TRIGGER hotline_upstreamtold_append_only BEFORE UPDATE OR DELETE ON hotline_upstreamtold
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""
UNTOLD = "DROP TRIGGER hotline_upstreamtold_append_only ON hotline_upstreamtold;"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_standing"),
        ("hotline", "0004_hooks"),
        ("tickets", "0026_category_initials"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Upstream",
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
                            ("95598", "95598 provincial hotline"),
                            ("12398", "12398 energy regulator"),
                            ("12345", "12345 city hotline"),
                            ("other", "Another authority"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("address", models.CharField(help_text="of its API, ending with a slash", max_length=400)),
                ("sealed", models.BinaryField(blank=True, default=bytes, help_text="what we show it when we call")),
                ("accept_limit", models.CharField(default="30m", max_length=60)),
                ("calendar", models.CharField(default="cn-24x7", max_length=40)),
                (
                    "accepts_by_rule",
                    models.BooleanField(default=False, help_text="what is mapped whole is accepted as it comes"),
                ),
                (
                    "reconcile_hour",
                    models.PositiveSmallIntegerField(default=2, help_text="after midnight, of the day before"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "category",
                    models.ForeignKey(
                        help_text="where none is mapped",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.category",
                    ),
                ),
                (
                    "client",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="upstream", to="hotline.apiclient"
                    ),
                ),
                (
                    "created_by",
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
                    "hall",
                    models.ForeignKey(
                        help_text="where no area is mapped",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
                (
                    "hook",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="upstream", to="hotline.hook"
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
            name="Reconciliation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                (
                    "round",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="1 is the tick's; the next ones somebody asked for"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "is being compared"),
                            ("done", "compared"),
                            ("failed", "not compared: the other side cannot be read"),
                        ],
                        default="running",
                        max_length=8,
                    ),
                ),
                ("page", models.PositiveIntegerField(default=1)),
                ("tries", models.PositiveSmallIntegerField(default=0, help_text="in a row, of this page")),
                ("due_at", models.DateTimeField()),
                (
                    "trouble",
                    models.CharField(blank=True, default="", help_text="why the last try failed", max_length=12),
                ),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("theirs", models.PositiveIntegerField(default=0)),
                ("ours", models.PositiveIntegerField(default=0)),
                ("agreed", models.PositiveIntegerField(default=0)),
                (
                    "began_by",
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
                    "upstream",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="hotline.upstream",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UpstreamCode",
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
                            ("category", "Category"),
                            ("area", "Area → hall"),
                            ("level", "Level"),
                            ("status", "Status"),
                        ],
                        max_length=8,
                    ),
                ),
                ("theirs", models.CharField(max_length=60)),
                ("label", models.CharField(blank=True, default="", max_length=80)),
                ("ours", models.CharField(blank=True, default="", max_length=60)),
                ("seen", models.PositiveIntegerField(default=0)),
                ("first_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
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
                    "upstream",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codes",
                        to="hotline.upstream",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UpstreamOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60)),
                ("version", models.PositiveIntegerField()),
                (
                    "sent_at",
                    models.DateTimeField(help_text="by their clock, when its first version that we have was sent"),
                ),
                ("received_at", models.DateTimeField()),
                ("category_code", models.CharField(max_length=60)),
                ("area_code", models.CharField(blank=True, default="", max_length=60)),
                ("level_code", models.CharField(blank=True, default="", max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "to be accepted"),
                            ("accepted", "accepted"),
                            ("returned", "returned"),
                            ("withdrawn", "withdrawn by them"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("accept_by", models.DateTimeField()),
                ("remind_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("told_up_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("area", "Not our area"),
                            ("duty", "Not our duty"),
                            ("facts", "Address or phone not sufficient"),
                            ("type", "Wrong type of order"),
                            ("same", "Sent down already under another number"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("basis", models.CharField(blank=True, default="", max_length=10)),
                ("answer_by", models.DateTimeField(blank=True, null=True)),
                ("first_answer_by", models.DateTimeField(blank=True, null=True)),
                ("limits", models.PositiveSmallIntegerField(default=0, help_text="how often their limit was set")),
                ("additions", models.PositiveSmallIntegerField(default=0)),
                ("urges", models.PositiveSmallIntegerField(default=0)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="upstream_order", to="tickets.ticket"
                    ),
                ),
                (
                    "upstream",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="hotline.upstream",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reconciled",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("agreed", "the same"),
                            ("not_here", "they have it, we do not"),
                            ("not_there", "we have it, they do not"),
                            ("status", "another status"),
                            ("limit", "another limit"),
                        ],
                        max_length=10,
                    ),
                ),
                ("theirs", models.JSONField(default=dict)),
                ("ours", models.JSONField(default=dict)),
                (
                    "mend",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fetched", "fetched and registered"),
                            ("sent", "ours sent again"),
                            ("taken", "theirs taken over"),
                            ("explained", "explained"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=300)),
                ("mended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "mended_by",
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
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="hotline.reconciliation",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hotline.upstreamorder",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UpstreamTold",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("message", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=64)),
                ("is_applied", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told",
                        to="hotline.upstreamorder",
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
        ),
        migrations.AddIndex(
            model_name="upstream",
            index=models.Index(fields=["org", "name"], name="upstream_by_name"),
        ),
        migrations.AddConstraint(
            model_name="upstream",
            constraint=models.CheckConstraint(
                condition=models.Q(("address", ""), _negated=True), name="upstream_has_an_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="upstream",
            constraint=models.CheckConstraint(condition=models.Q(("reconcile_hour__lt", 24)), name="upstream_hour"),
        ),
        migrations.AddIndex(
            model_name="reconciliation",
            index=models.Index(condition=models.Q(("state", "running")), fields=["due_at"], name="reconciliation_due"),
        ),
        migrations.AddIndex(
            model_name="reconciliation",
            index=models.Index(fields=["org", "-began_at", "-id"], name="reconciliation_newest"),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.UniqueConstraint(fields=("upstream", "day", "round"), name="reconciliation_once"),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "running")),
                fields=("upstream", "day"),
                name="reconciliation_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state", "running")),
                    models.Q(models.Q(("state", "running"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="reconciliation_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="upstreamcode",
            constraint=models.UniqueConstraint(fields=("upstream", "kind", "theirs"), name="upstream_code_once"),
        ),
        migrations.AddConstraint(
            model_name="upstreamcode",
            constraint=models.CheckConstraint(
                condition=models.Q(("theirs", ""), _negated=True), name="upstream_code_named"
            ),
        ),
        migrations.AddIndex(
            model_name="upstreamorder",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["remind_at"], name="upstream_order_reminds"
            ),
        ),
        migrations.AddIndex(
            model_name="upstreamorder",
            index=models.Index(fields=["org", "state", "accept_by"], name="upstream_order_waiting"),
        ),
        migrations.AddIndex(
            model_name="upstreamorder",
            index=models.Index(fields=["upstream", "sent_at"], name="upstream_order_by_day"),
        ),
        migrations.AddIndex(
            model_name="upstreamorder",
            index=models.Index(fields=["org", "-received_at", "-id"], name="upstream_order_newest"),
        ),
        migrations.AddConstraint(
            model_name="upstreamorder",
            constraint=models.UniqueConstraint(fields=("upstream", "number"), name="upstream_order_once"),
        ),
        migrations.AddConstraint(
            model_name="upstreamorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), _negated=True), name="upstream_order_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="upstreamorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("state", "waiting")),
                    models.Q(models.Q(("state", "waiting"), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="upstream_order_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="upstreamorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "returned"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="upstream_return_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="reconciled",
            index=models.Index(fields=["run", "kind", "number"], name="reconciled_by_kind"),
        ),
        migrations.AddConstraint(
            model_name="reconciled",
            constraint=models.UniqueConstraint(fields=("run", "number"), name="reconciled_once"),
        ),
        migrations.AddConstraint(
            model_name="reconciled",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("mend", ""), ("mended_at__isnull", True)),
                    models.Q(("mended_at__isnull", False), models.Q(("mend", ""), _negated=True)),
                    _connector="OR",
                ),
                name="reconciled_mended",
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciled",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("mend", "explained"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="reconciled_explained",
            ),
        ),
        migrations.AddConstraint(
            model_name="upstreamtold",
            constraint=models.UniqueConstraint(fields=("order", "version"), name="upstream_told_once"),
        ),
        migrations.RunSQL(HEARD, _CREATED),
        migrations.RunSQL(TOLD, UNTOLD),
    ]
