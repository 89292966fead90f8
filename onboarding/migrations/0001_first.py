"""How far a new company is; and every table of settings, of all apps, has its changes written down from now on."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids
from accounts.noted import noted

SETTINGS = (
    *("customers_cleaningrule", "customers_customertag"),
    *(f"deadlines_{name}" for name in ("workcalendar", "calendarday", "promise", "measure", "policyrule")),
    "deadlines_promisepause",
    *("outages_outagerule", "outages_outagecause", "outages_gridboundary"),
    *("knowledge_article", "knowledge_quicktext"),
    *(f"tickets_{name}" for name in ("category", "hallcategory", "channel", "counterrule", "namedhandler", "urgerule")),
    *(f"worksheets_{name}" for name in ("reportrule", "sendbackcode", "sendbackterms", "sheetkind", "sheetversion")),
    *(f"worksheets_{name}" for name in ("item", "depot", "supplier", "visitwindow")),
    *(f"fieldwork_{name}" for name in ("skill", "skillneed", "crewprofile", "coverage", "phoneterms", "pattern")),
    "fieldwork_autorule",
    *("restoration_samplerule", "restoration_stormrule"),
    "applications_applicationtype",
    "calls_callrule",
    *(f"complaints_{name}" for name in ("steprule", "graderule", "headrule", "recoveryrule", "compensationrule")),
    *("surveys_questionnaire", "surveys_callplan"),
    *("keyaccounts_hazardterms", "keyaccounts_inspectioncycle", "keyaccounts_watchrule"),
    "hotline_apiclient",
)
# Of these only what people set is a setting, not what the product counts there.
PARTLY = (
    ("tickets_window", ("name", "hall_id", "is_active", "pad_hash"), ("pad_hash",)),
    ("surveys_hallscreen", ("token_hash",), ("token_hash",)),
    ("hotline_apikey", ("expires_at", "revoked_at"), ("secret_hash",)),
    ("hotline_hook", ("address", "ticket_verbs", "outage_verbs", "is_active", "ended_at", "secret_round"), ()),
    ("hotline_upstream", ("name", "address", "sealed", "accept_limit", "calendar", "accepts_by_rule"), ("sealed",)),
    ("hotline_upstreamcode", ("ours",), ()),
)


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("accounts", "0012_administration"),
        ("customers", "0011_closed"),
        ("deadlines", "0015_outside_sources"),
        ("outages", "0002_outage_work"),
        ("knowledge", "0002_gin_and_history"),
        ("tickets", "0028_by_time"),
        ("worksheets", "0002_sheet_materials"),
        ("fieldwork", "0003_phone_terms"),
        ("restoration", "0002_joining"),
        ("applications", "0003_late_papers"),
        ("calls", "0001_first"),
        ("complaints", "0007_given_up"),
        ("surveys", "0006_visits_said"),
        ("keyaccounts", "0003_supply_security"),
        ("hotline", "0006_bulk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Start",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("trade", models.CharField(blank=True, max_length=10)),
                ("done", models.JSONField(default=dict, help_text="by step: when, by whom, and what it made")),
                ("begun_at", models.DateTimeField()),
                (
                    "begun_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "org",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
        ),
        *(noted(table) for table in SETTINGS),
        *(noted(table, of=of, hidden=hidden) for table, of, hidden in PARTLY),
    ]
