"""Categories and their versions, promises, policies and calendars are standing facts: a change of one is noticed by all."""

from importlib import import_module

from django.db import migrations

watch = import_module("accounts.migrations.0011_standing").watch
TABLES = (
    "tickets_category",
    "tickets_categoryversion",
    "deadlines_promise",
    "deadlines_policyrule",
    "deadlines_workcalendar",
)


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0024_missed_once"),
        ("accounts", "0011_standing"),
        ("deadlines", "0013_emergency_duty"),
    ]
    operations = [watch(table) for table in TABLES]
