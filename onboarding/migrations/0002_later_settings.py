"""Settings that came after the first list have their changes written down as well."""

from django.db import migrations

from accounts.noted import noted

SETTINGS = (
    *(f"quality_{name}" for name in ("plan", "sheet", "question")),
    "reporting_reportrules",
    "shifts_handoverrule",
    "safekeeping_retentionrule",
)


class Migration(migrations.Migration):
    dependencies = [
        ("onboarding", "0001_first"),
        ("quality", "0001_first"),
        ("reporting", "0001_first"),
        ("shifts", "0001_first"),
        ("safekeeping", "0001_first"),
        ("supervision", "0001_first"),
    ]
    operations = [
        *(noted(table) for table in SETTINGS),
        noted("reporting_reportorder", of=["title", "every", "day", "hour", "query", "ended_at"]),
        noted("reporting_reader", of=["person_id", "mail"], hidden=["mail"]),
        noted("supervision_wallkey", of=["name", "expires_at", "ended_at", "key_hash"], hidden=["key_hash"]),
    ]
