"""Return sheets, sending back, sheets of work, visits by appointment, stock."""

from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids

GUARD = """
CREATE TRIGGER worksheets_stockmove_append_only BEFORE UPDATE OR DELETE ON worksheets_stockmove
  FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER worksheets_goodsin_append_only BEFORE UPDATE OR DELETE ON worksheets_goodsin
  FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER worksheets_sheetversion_append_only BEFORE UPDATE OR DELETE ON worksheets_sheetversion
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""
UNGUARD = """
DROP TRIGGER worksheets_stockmove_append_only ON worksheets_stockmove;
DROP TRIGGER worksheets_goodsin_append_only ON worksheets_goodsin;
DROP TRIGGER worksheets_sheetversion_append_only ON worksheets_sheetversion;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0007_account_manager"),
        ("tickets", "0022_moves_of_a_case"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Depot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "keeper",
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="depots", to="accounts.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="GoodsIn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("note_number", models.CharField(max_length=60)),
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
                    "depot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="worksheets.depot"
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
            name="Item",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=80)),
                ("measure", models.CharField(help_text="piece, metre, kilogram …", max_length=12)),
                ("has_serials", models.BooleanField(default=False)),
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
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="ReportRule",
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
                        blank=True,
                        choices=[
                            ("", "Every kind of case"),
                            ("fault", "Fault repair"),
                            ("enquiry", "Enquiry"),
                            ("service", "Service application"),
                            ("complaint", "Complaint"),
                            ("report", "Report of misconduct"),
                            ("suggestion", "Suggestion"),
                            ("opinion", "Opinion"),
                            ("praise", "Praise"),
                            ("appeal", "Appeal"),
                            ("filing", "Filed matter"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("review_all", models.BooleanField(default=False)),
                (
                    "review_fee_over",
                    models.DecimalField(blank=True, decimal_places=2, help_text="yuan", max_digits=10, null=True),
                ),
                (
                    "review_share",
                    models.PositiveSmallIntegerField(blank=True, help_text="of a hundred cases", null=True),
                ),
                ("asks_device", models.BooleanField(default=False)),
                ("asks_receipt", models.BooleanField(default=False)),
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
                    "category",
                    models.ForeignKey(
                        blank=True,
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
            ],
        ),
        migrations.CreateModel(
            name="ReturnSheet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("turn", models.PositiveSmallIntegerField()),
                ("cause", models.CharField(max_length=200)),
                ("text", models.CharField(blank=True, max_length=500)),
                ("other_materials", models.CharField(blank=True, max_length=500)),
                ("expected_at", models.DateTimeField(blank=True, null=True)),
                ("fee", models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ("receipt", models.CharField(blank=True, max_length=40)),
                ("old_device", models.CharField(blank=True, max_length=60)),
                ("old_serial", models.CharField(blank=True, max_length=60)),
                ("new_device", models.CharField(blank=True, max_length=60)),
                ("new_serial", models.CharField(blank=True, max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "no review asked for"),
                            ("waiting", "to be reviewed"),
                            ("approved", "approved"),
                            ("returned", "sent back"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "asked_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", ""),
                            ("always", "every report"),
                            ("fee", "by its fee"),
                            ("share", "drawn as a sample"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
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
                    "crew",
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
                    "org",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
                (
                    "reviewed_by",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="return_sheets",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MaterialLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=12)),
                ("is_back", models.BooleanField(default=False)),
                ("serial", models.CharField(blank=True, max_length=60)),
                ("short", models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12)),
                (
                    "depot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="worksheets.depot",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="worksheets.item",
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
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="worksheets.returnsheet"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SendBackCode",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.SlugField(max_length=20)),
                ("name", models.CharField(max_length=60)),
                (
                    "proof",
                    models.CharField(
                        choices=[("none", "nothing"), ("text", "a sentence"), ("photo", "a photo")],
                        default="none",
                        max_length=8,
                    ),
                ),
                ("is_area", models.BooleanField(default=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
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
            name="SendBack",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=500)),
                ("is_late", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("done", "sent back"), ("asked", "asked for"), ("refused", "refused")], max_length=8
                    ),
                ),
                ("at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
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
                    "crew",
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
                    "photo",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.attachment",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="send_backs", to="tickets.ticket"
                    ),
                ),
                (
                    "code",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="worksheets.sendbackcode",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SendBackTerms",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("minutes", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "since",
                    models.CharField(
                        choices=[("dispatch", "since the crew was sent"), ("accept", "since the crew accepted")],
                        default="dispatch",
                        max_length=8,
                    ),
                ),
                ("arbiter_after", models.PositiveSmallIntegerField(blank=True, null=True)),
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SerialNumber",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("serial", models.CharField(max_length=60)),
                (
                    "depot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="serials",
                        to="worksheets.depot",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="serials",
                        to="worksheets.item",
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
            name="SheetKind",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.SlugField(max_length=20)),
                ("series", models.CharField(help_text="how its numbers begin", max_length=6)),
                ("latest", models.PositiveSmallIntegerField(default=1)),
                ("position", models.PositiveSmallIntegerField(default=0)),
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
            name="SheetSeries",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField()),
                (
                    "kind",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="worksheets.sheetkind",
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
            name="SheetVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("n", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("sections", models.JSONField(default=list)),
                ("is_approved", models.BooleanField(default=True, help_text="a manager approves what was done")),
                ("asks_fee", models.BooleanField(default=False)),
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
                    "kind",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="worksheets.sheetkind",
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
            name="Shortage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=12)),
                ("at", models.DateTimeField()),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("booked", "Taken from the stock that came since"),
                            ("elsewhere", "It came from elsewhere"),
                            ("mistake", "The report was wrong"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "depot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shortages", to="worksheets.depot"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="worksheets.item",
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shortage",
                        to="worksheets.materialline",
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
            name="StockLevel",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("balance", models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12)),
                ("minimum", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("low_since", models.DateTimeField(blank=True, null=True)),
                (
                    "depot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="levels", to="worksheets.depot"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="levels",
                        to="worksheets.item",
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
            name="StockMove",
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
                            ("in", "Goods in"),
                            ("taken", "Taken"),
                            ("returned", "Brought back"),
                            ("counted", "Counted"),
                            ("moved", "Between depots"),
                            ("undone", "Report replaced"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "quantity",
                    models.DecimalField(decimal_places=2, help_text="below nothing: it went out", max_digits=12),
                ),
                (
                    "balance",
                    models.DecimalField(decimal_places=2, help_text="what lay there afterwards", max_digits=12),
                ),
                ("serial", models.CharField(blank=True, max_length=60)),
                (
                    "price",
                    models.DecimalField(
                        blank=True, decimal_places=2, help_text="yuan for one", max_digits=12, null=True
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
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
                    "depot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="worksheets.depot",
                    ),
                ),
                (
                    "goods_in",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="worksheets.goodsin",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="worksheets.item",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="worksheets.materialline",
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
            name="Supplier",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("contact", models.CharField(blank=True, max_length=60)),
                ("phone", models.CharField(blank=True, max_length=20)),
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
        migrations.AddField(
            model_name="goodsin",
            name="supplier",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="worksheets.supplier",
            ),
        ),
        migrations.CreateModel(
            name="VisitWindow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                ("days", models.CharField(blank=True, default="", max_length=7)),
                (
                    "places",
                    models.PositiveSmallIntegerField(help_text="visits that the hall's crews make in it together"),
                ),
                ("places_a_crew", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "hall",
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
                "ordering": ["opens", "closes"],
            },
        ),
        migrations.CreateModel(
            name="WorkSheet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=24)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("issued", "issued"),
                            ("done", "done"),
                            ("approved", "approved"),
                            ("void", "void"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("said", models.JSONField(blank=True, default=dict)),
                ("fee", models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ("receipt", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField()),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, help_text="approved, or made void", null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "seen",
                    models.PositiveIntegerField(default=1, help_text="counts its changes; a stale one is refused"),
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
                    "crew",
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
                    "ended_by",
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
                    "issued_by",
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
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="work_sheets", to="tickets.ticket"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="worksheets.sheetversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("standing", "agreed"),
                            ("moved", "moved"),
                            ("dropped", "called off"),
                            ("kept", "kept"),
                            ("missed", "missed"),
                        ],
                        default="standing",
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, help_text="why it was moved or called off", max_length=200)),
                ("remind_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
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
                    "hall",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["org", "hall", "starts_at"], name="appointment_by_day"),
                    models.Index(
                        condition=models.Q(("reminded_at__isnull", True), ("state", "standing")),
                        fields=["remind_at"],
                        name="appointment_to_remind",
                    ),
                    models.Index(
                        condition=models.Q(("state", "standing")), fields=["ends_at"], name="appointment_to_settle"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "standing")), fields=("ticket",), name="appointment_standing_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="appointment_forward"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "standing"), ("settled_at__isnull", False), _connector="OR"),
                        name="appointment_settled",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="depot",
            constraint=models.UniqueConstraint(fields=("org", "name"), name="depot_name_once"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(fields=("org", "code"), name="item_code_once"),
        ),
        migrations.AddConstraint(
            model_name="reportrule",
            constraint=models.UniqueConstraint(
                fields=("org", "kind", "category"), name="report_rule_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="reportrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", ""), ("category__isnull", True), _connector="OR"),
                name="report_rule_kind_or_category",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("review_share__isnull", True), ("review_share__range", (1, 100)), _connector="OR"),
                name="report_rule_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("review_fee_over__isnull", True), ("review_fee_over__gte", 0), _connector="OR"),
                name="report_rule_fee",
            ),
        ),
        migrations.AddIndex(
            model_name="returnsheet",
            index=models.Index(
                condition=models.Q(("verdict", "waiting")), fields=["org", "at"], name="return_sheet_to_review"
            ),
        ),
        migrations.AddConstraint(
            model_name="returnsheet",
            constraint=models.UniqueConstraint(fields=("ticket", "turn"), name="return_sheet_turn_once"),
        ),
        migrations.AddConstraint(
            model_name="returnsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("fee__isnull", True), ("fee__gte", 0), _connector="OR"), name="return_sheet_fee"
            ),
        ),
        migrations.AddConstraint(
            model_name="returnsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_by__isnull", True),
                    models.Q(("reviewed_by", models.F("by")), _negated=True),
                    _connector="OR",
                ),
                name="return_sheet_reviewed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("reviewed_at__isnull", True), ("reviewed_by__isnull", True), ("verdict__in", ["", "waiting"])
                    ),
                    models.Q(
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                        ("verdict__in", ["approved", "returned"]),
                    ),
                    _connector="OR",
                ),
                name="return_sheet_review_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "returned"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="return_sheet_returned_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="materialline",
            constraint=models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="material_line_positive"),
        ),
        migrations.AddConstraint(
            model_name="materialline",
            constraint=models.CheckConstraint(
                condition=models.Q(("short__gte", 0), ("short__lte", models.F("quantity"))), name="material_line_short"
            ),
        ),
        migrations.AddConstraint(
            model_name="sendbackcode",
            constraint=models.UniqueConstraint(fields=("org", "code"), name="send_back_code_once"),
        ),
        migrations.AddIndex(
            model_name="sendback",
            index=models.Index(fields=["org", "-at"], name="send_back_by_day"),
        ),
        migrations.AddConstraint(
            model_name="sendback",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("ticket",), name="send_back_asked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="sendback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True), ("decided_by__isnull", False), _connector="OR"
                ),
                name="send_back_refused_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="sendbackterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("minutes__isnull", True), ("minutes__gt", 0), _connector="OR"),
                    models.Q(("arbiter_after__isnull", True), ("arbiter_after__gt", 0), _connector="OR"),
                ),
                name="send_back_terms_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="serialnumber",
            constraint=models.UniqueConstraint(fields=("item", "serial"), name="serial_of_item_once"),
        ),
        migrations.AddConstraint(
            model_name="sheetkind",
            constraint=models.UniqueConstraint(fields=("org", "code"), name="sheet_kind_code_once"),
        ),
        migrations.AddConstraint(
            model_name="sheetkind",
            constraint=models.UniqueConstraint(fields=("org", "series"), name="sheet_kind_series_once"),
        ),
        migrations.AddConstraint(
            model_name="sheetseries",
            constraint=models.UniqueConstraint(fields=("kind", "year"), name="sheet_series_once"),
        ),
        migrations.AddConstraint(
            model_name="sheetversion",
            constraint=models.UniqueConstraint(fields=("kind", "n"), name="sheet_version_once"),
        ),
        migrations.AddIndex(
            model_name="shortage",
            index=models.Index(
                condition=models.Q(("settled_at__isnull", True)), fields=["org", "at"], name="shortage_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="shortage",
            constraint=models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="shortage_positive"),
        ),
        migrations.AddConstraint(
            model_name="shortage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("way", "")),
                    models.Q(("settled_at__isnull", False), models.Q(("way", ""), _negated=True)),
                    _connector="OR",
                ),
                name="shortage_settled_is_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="stocklevel",
            index=models.Index(
                condition=models.Q(("low_since__isnull", False)), fields=["org", "low_since"], name="stock_low"
            ),
        ),
        migrations.AddConstraint(
            model_name="stocklevel",
            constraint=models.UniqueConstraint(fields=("depot", "item"), name="stock_level_once"),
        ),
        migrations.AddConstraint(
            model_name="stocklevel",
            constraint=models.CheckConstraint(
                condition=models.Q(("balance__gte", 0)), name="stock_never_below_nothing"
            ),
        ),
        migrations.AddConstraint(
            model_name="stocklevel",
            constraint=models.CheckConstraint(
                condition=models.Q(("minimum__isnull", True), ("minimum__gt", 0), _connector="OR"),
                name="stock_minimum_positive",
            ),
        ),
        migrations.AddIndex(
            model_name="stockmove",
            index=models.Index(fields=["org", "depot", "item", "-at"], name="stock_move_by_item"),
        ),
        migrations.AddConstraint(
            model_name="stockmove",
            constraint=models.CheckConstraint(
                condition=models.Q(("sort__in", ["in", "taken", "returned", "counted", "moved", "undone"])),
                name="stock_move_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockmove",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity", 0), _negated=True), name="stock_move_moves"
            ),
        ),
        migrations.AddConstraint(
            model_name="stockmove",
            constraint=models.CheckConstraint(condition=models.Q(("balance__gte", 0)), name="stock_move_balance"),
        ),
        migrations.AddConstraint(
            model_name="stockmove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sort", "counted"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="stock_correction_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockmove",
            constraint=models.CheckConstraint(
                condition=models.Q(("price__isnull", True), ("price__gte", 0), _connector="OR"),
                name="stock_price_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplier",
            constraint=models.UniqueConstraint(fields=("org", "name"), name="supplier_name_once"),
        ),
        migrations.AddIndex(
            model_name="goodsin",
            index=models.Index(fields=["org", "-at"], name="goods_in_by_day"),
        ),
        migrations.AddConstraint(
            model_name="goodsin",
            constraint=models.UniqueConstraint(fields=("supplier", "note_number"), name="delivery_note_once"),
        ),
        migrations.AddConstraint(
            model_name="visitwindow",
            constraint=models.UniqueConstraint(
                fields=("org", "hall", "opens"), name="visit_window_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="visitwindow",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes__gt", models.F("opens"))), name="visit_window_forward"
            ),
        ),
        migrations.AddConstraint(
            model_name="visitwindow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("places__gt", 0),
                    models.Q(("places_a_crew__isnull", True), ("places_a_crew__gt", 0), _connector="OR"),
                ),
                name="visit_window_holds_some",
            ),
        ),
        migrations.AddIndex(
            model_name="worksheet",
            index=models.Index(
                condition=models.Q(("state__in", ["draft", "issued", "done"])),
                fields=["org", "-at"],
                name="work_sheet_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="worksheet",
            constraint=models.UniqueConstraint(fields=("org", "number"), name="work_sheet_number_once"),
        ),
        migrations.AddConstraint(
            model_name="worksheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("fee__isnull", True), ("fee__gte", 0), _connector="OR"), name="work_sheet_fee"
            ),
        ),
        migrations.AddConstraint(
            model_name="worksheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "void"]),
                    models.Q(("issued_at__isnull", False), ("issued_by__isnull", False)),
                    _connector="OR",
                ),
                name="work_sheet_issued_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="worksheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["done", "approved"]), _negated=True),
                    models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                    _connector="OR",
                ),
                name="work_sheet_done_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="worksheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "void"]), _negated=True),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="work_sheet_ended_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="worksheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "void"), _negated=True), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="work_sheet_void_says_why",
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
