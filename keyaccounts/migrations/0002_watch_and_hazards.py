"""Consumption, the watch-list, the quarterly re-check and the hazard ledger."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids

GUARD = """
CREATE TRIGGER keyaccounts_watchevent_append_only BEFORE UPDATE OR DELETE ON keyaccounts_watchevent
  FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER keyaccounts_hazardevent_append_only BEFORE UPDATE OR DELETE ON keyaccounts_hazardevent
  FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER keyaccounts_inspection_append_only BEFORE UPDATE OR DELETE ON keyaccounts_inspection
  FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER keyaccounts_authorityreport_append_only BEFORE UPDATE OR DELETE ON keyaccounts_authorityreport
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""
UNGUARD = """
DROP TRIGGER keyaccounts_watchevent_append_only ON keyaccounts_watchevent;
DROP TRIGGER keyaccounts_hazardevent_append_only ON keyaccounts_hazardevent;
DROP TRIGGER keyaccounts_inspection_append_only ON keyaccounts_inspection;
DROP TRIGGER keyaccounts_authorityreport_append_only ON keyaccounts_authorityreport;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_hours"),
        ("customers", "0005_cleaning"),
        ("keyaccounts", "0001_care"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FigureImport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
                ("imported_at", models.DateTimeField(blank=True, null=True)),
                ("read", models.PositiveIntegerField(default=0)),
                ("fresh", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("same", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("refusals", models.JSONField(default=list)),
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
            name="Consumption",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField(help_text="its first day")),
                (
                    "sort",
                    models.CharField(
                        choices=[
                            ("power", "electricity"),
                            ("water", "water"),
                            ("gas", "gas"),
                            ("data", "data traffic"),
                            ("charge", "charges"),
                        ],
                        default="power",
                        max_length=8,
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[("kWh", "kWh"), ("m3", "m³"), ("MB", "MB"), ("yuan", "yuan")],
                        default="kWh",
                        max_length=4,
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=16)),
                (
                    "amount",
                    models.DecimalField(blank=True, decimal_places=2, help_text="yuan", max_digits=14, null=True),
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
                    "supply_point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consumption",
                        to="customers.supplypoint",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="figures",
                        to="keyaccounts.figureimport",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Hazard",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=16)),
                ("found_at", models.DateTimeField()),
                ("text", models.CharField(max_length=1000)),
                (
                    "grade",
                    models.CharField(
                        choices=[("ordinary", "ordinary"), ("grave", "grave"), ("major", "major")],
                        default="ordinary",
                        max_length=10,
                    ),
                ),
                ("basis", models.CharField(blank=True, max_length=300)),
                ("photos", models.JSONField(blank=True, default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("found", "Found"),
                            ("notified", "Notified"),
                            ("in_remedy", "Being remedied"),
                            ("checked", "Re-inspected"),
                            ("removed", "Removed"),
                            ("reported", "With the authority"),
                        ],
                        default="found",
                        max_length=10,
                    ),
                ),
                (
                    "remedy_on",
                    models.DateField(
                        blank=True, help_text="the customer has until then, by the last notice", null=True
                    ),
                ),
                ("remedy_told_on", models.DateField(blank=True, null=True)),
                ("notified_at", models.DateTimeField(blank=True, help_text="the first notice was served", null=True)),
                ("report_due_at", models.DateTimeField(blank=True, null=True)),
                ("report_alarmed_at", models.DateTimeField(blank=True, null=True)),
                ("reported_at", models.DateTimeField(blank=True, null=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hazards", to="customers.customer"
                    ),
                ),
                (
                    "found_by",
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
                    "supply_point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hazards",
                        to="customers.supplypoint",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AuthorityReport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=40)),
                ("authority", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=500)),
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
                    "hazard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="keyaccounts.hazard"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HazardEvent",
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
                    "hazard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="keyaccounts.hazard"
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
            name="HazardFollowUp",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("due_on", models.DateField()),
                ("what", models.CharField(max_length=300)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("result", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        help_text="who looks again",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "hazard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="follow_ups", to="keyaccounts.hazard"
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
            name="HazardNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("turn", models.PositiveSmallIntegerField(default=1)),
                ("demand", models.CharField(max_length=1000)),
                ("until_on", models.DateField()),
                ("issued_at", models.DateTimeField()),
                ("served_at", models.DateTimeField(blank=True, null=True)),
                (
                    "served_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("handed", "handed over, signed for"),
                            ("refused", "left with a witness, signature refused"),
                            ("post", "registered mail"),
                            ("mail", "electronically, receipt confirmed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("receiver", models.CharField(blank=True, max_length=60)),
                (
                    "hazard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="keyaccounts.hazard"
                    ),
                ),
                (
                    "issued_by",
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
                    "served_by",
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
            name="HazardTerms",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("remedy_days", models.PositiveSmallIntegerField(default=15)),
                ("report_days", models.PositiveSmallIntegerField(default=3)),
                ("warn_days", models.PositiveSmallIntegerField(default=7)),
                (
                    "org",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InspectionCycle",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "voltage",
                    models.CharField(
                        choices=[
                            ("kv35", "35 kV and above"),
                            ("kv10_hv", "10 kV, metered on the high side"),
                            ("other", "other supply"),
                        ],
                        max_length=8,
                    ),
                ),
                ("level", models.CharField(blank=True, max_length=20)),
                ("months", models.PositiveSmallIntegerField()),
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
            name="NightRound",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=20)),
                ("day", models.DateField()),
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
            name="RecheckRound",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("quarter", models.CharField(help_text="2026Q4", max_length=6)),
                ("opened_at", models.DateTimeField()),
                ("due_on", models.DateField(help_text="the last day on which a file counts as confirmed in time")),
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
            name="RecheckSheet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recheck_sheets",
                        to="customers.customer",
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
                    "org",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="keyaccounts.recheckround",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecheckAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "item",
                    models.CharField(
                        choices=[
                            ("phones", "phones"),
                            ("people", "people to call"),
                            ("contract", "contract"),
                            ("hazards", "hazards"),
                            ("level", "level"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("confirmed", "confirmed"), ("changed", "changed"), ("unknown", "unknown")],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
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
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="keyaccounts.rechecksheet",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SafetyFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "voltage",
                    models.CharField(
                        choices=[
                            ("kv35", "35 kV and above"),
                            ("kv10_hv", "10 kV, metered on the high side"),
                            ("other", "other supply"),
                        ],
                        default="other",
                        max_length=8,
                    ),
                ),
                ("filed_at", models.DateTimeField()),
                ("inspected_on", models.DateField(blank=True, null=True)),
                ("next_on", models.DateField(help_text="the next inspection is due")),
                (
                    "due_told_on",
                    models.DateField(blank=True, help_text="the due day of which people have been told", null=True),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="safety_files",
                        to="customers.customer",
                    ),
                ),
                (
                    "filed_by",
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
                    "supply_point",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="safety_file",
                        to="customers.supplypoint",
                    ),
                ),
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
                ("due_on", models.DateField(help_text="it had been due then")),
                ("done_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=500)),
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
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="keyaccounts.safetyfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WatchEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("since", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("facts", models.JSONField(default=dict)),
                (
                    "handled",
                    models.CharField(
                        blank=True,
                        choices=[("visit", "Visit planned"), ("explained", "Explained"), ("snoozed", "Put off")],
                        max_length=10,
                    ),
                ),
                ("handled_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "until_on",
                    models.DateField(blank=True, help_text="the visit's day, or until when it is put off", null=True),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="watch_entries",
                        to="customers.customer",
                    ),
                ),
                (
                    "handled_by",
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
        migrations.CreateModel(
            name="WatchEvent",
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
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="keyaccounts.watchentry"
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
            name="WatchRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("levels", models.JSONField(blank=True, default=list)),
                ("fall_percent", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("fall_months", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("complaints", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("complaint_months", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("unvisited_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("owed", models.DecimalField(blank=True, decimal_places=2, help_text="yuan", max_digits=12, null=True)),
                ("contract_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("is_active", models.BooleanField(default=True)),
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
            model_name="watchentry",
            name="rule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="keyaccounts.watchrule"
            ),
        ),
        migrations.AddIndex(
            model_name="figureimport",
            index=models.Index(fields=["org", "-at"], name="figure_import_by_time"),
        ),
        migrations.AddConstraint(
            model_name="consumption",
            constraint=models.UniqueConstraint(
                fields=("org", "supply_point", "month", "sort"), name="consumption_once_a_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="consumption",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)), name="consumption_month_is_a_first"
            ),
        ),
        migrations.AddConstraint(
            model_name="consumption",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 0)), name="consumption_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="consumption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sort", "power"), ("unit", "kWh")),
                    models.Q(("sort__in", ["water", "gas"]), ("unit", "m3")),
                    models.Q(("sort", "data"), ("unit", "MB")),
                    models.Q(("sort", "charge"), ("unit", "yuan")),
                    _connector="OR",
                ),
                name="consumption_unit_fits",
            ),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=models.Index(fields=["org", "-found_at"], name="hazard_by_time"),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=models.Index(
                condition=models.Q(
                    ("grade", "major"), ("report_alarmed_at__isnull", True), ("reported_at__isnull", True)
                ),
                fields=["report_due_at"],
                name="hazard_report_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="hazard",
            constraint=models.UniqueConstraint(fields=("org", "number"), name="hazard_number_once"),
        ),
        migrations.AddConstraint(
            model_name="hazard",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("grade", "major"), _negated=True), ("report_due_at__isnull", False), _connector="OR"
                ),
                name="hazard_major_has_a_clock",
            ),
        ),
        migrations.AddConstraint(
            model_name="hazard",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("removed_at__isnull", False), ("state", "removed")),
                    models.Q(models.Q(("state", "removed"), _negated=True), ("removed_at__isnull", True)),
                    _connector="OR",
                ),
                name="hazard_removed_has_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorityreport",
            constraint=models.UniqueConstraint(fields=("org", "number"), name="authority_report_number_once"),
        ),
        migrations.AddIndex(
            model_name="hazardevent",
            index=models.Index(fields=["hazard", "at"], name="hazard_event_by_hazard"),
        ),
        migrations.AddIndex(
            model_name="hazardfollowup",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True), ("told_at__isnull", True)),
                fields=["due_on"],
                name="hazard_follow_up_to_tell",
            ),
        ),
        migrations.AddConstraint(
            model_name="hazardfollowup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("result", "")),
                    models.Q(("done_at__isnull", False), models.Q(("result", ""), _negated=True)),
                    _connector="OR",
                ),
                name="hazard_follow_up_done_has_a_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="hazardnotice",
            constraint=models.UniqueConstraint(fields=("hazard", "turn"), name="hazard_notice_once_a_turn"),
        ),
        migrations.AddConstraint(
            model_name="hazardnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("served_at__isnull", True), ("served_by__isnull", True), ("served_how", "")),
                    models.Q(
                        ("served_at__isnull", False),
                        ("served_by__isnull", False),
                        models.Q(("served_how", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="hazard_notice_served_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectioncycle",
            constraint=models.UniqueConstraint(fields=("org", "voltage", "level"), name="inspection_cycle_once"),
        ),
        migrations.AddConstraint(
            model_name="inspectioncycle",
            constraint=models.CheckConstraint(
                condition=models.Q(("months__range", (1, 60))), name="inspection_cycle_of_months"
            ),
        ),
        migrations.AddConstraint(
            model_name="nightround",
            constraint=models.UniqueConstraint(fields=("org", "name", "day"), name="night_round_once"),
        ),
        migrations.AddConstraint(
            model_name="recheckround",
            constraint=models.UniqueConstraint(fields=("org", "quarter"), name="recheck_round_once_a_quarter"),
        ),
        migrations.AddIndex(
            model_name="rechecksheet",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)), fields=["org", "round"], name="recheck_sheet_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="rechecksheet",
            constraint=models.UniqueConstraint(fields=("round", "customer"), name="recheck_sheet_once_a_round"),
        ),
        migrations.AddConstraint(
            model_name="rechecksheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                    models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                    _connector="OR",
                ),
                name="recheck_sheet_done_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="recheckanswer",
            constraint=models.UniqueConstraint(fields=("sheet", "item"), name="recheck_answer_once"),
        ),
        migrations.AddConstraint(
            model_name="recheckanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "changed"), _negated=True),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="recheck_answer_says_what",
            ),
        ),
        migrations.AddIndex(
            model_name="safetyfile",
            index=models.Index(fields=["org", "next_on"], name="safety_file_by_due"),
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["org", "-done_on"], name="inspection_by_day"),
        ),
        migrations.AddIndex(
            model_name="watchevent",
            index=models.Index(fields=["entry", "at"], name="watch_event_by_entry"),
        ),
        migrations.AddConstraint(
            model_name="watchrule",
            constraint=models.UniqueConstraint(fields=("org", "name"), name="watch_rule_name_once"),
        ),
        migrations.AddConstraint(
            model_name="watchrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fall_percent__isnull", False),
                    ("complaints__isnull", False),
                    ("unvisited_days__isnull", False),
                    ("owed__isnull", False),
                    ("contract_days__isnull", False),
                    _connector="OR",
                ),
                name="watch_rule_has_a_condition",
            ),
        ),
        migrations.AddConstraint(
            model_name="watchrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fall_months__isnull", True), ("fall_percent__isnull", True)),
                    models.Q(
                        ("fall_months__isnull", False),
                        ("fall_months__range", (1, 12)),
                        ("fall_percent__isnull", False),
                        ("fall_percent__range", (1, 100)),
                    ),
                    _connector="OR",
                ),
                name="watch_rule_fall_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="watchrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("complaint_months__isnull", True), ("complaints__isnull", True)),
                    models.Q(
                        ("complaint_months__isnull", False),
                        ("complaint_months__range", (1, 36)),
                        ("complaints__gte", 1),
                        ("complaints__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="watch_rule_complaints_are_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="watchentry",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["org", "since"], name="watch_entry_holding"
            ),
        ),
        migrations.AddConstraint(
            model_name="watchentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("customer", "rule"),
                name="watch_entry_once_while_it_holds",
            ),
        ),
        migrations.AddConstraint(
            model_name="watchentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handled", ""), ("handled_at__isnull", True), ("handled_by__isnull", True)),
                    models.Q(
                        models.Q(("handled", ""), _negated=True),
                        ("handled_at__isnull", False),
                        ("handled_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="watch_entry_handled_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="watchentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handled__in", ["snoozed", "visit"]), _negated=True),
                    ("until_on__isnull", False),
                    _connector="OR",
                ),
                name="watch_entry_put_off_until",
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
