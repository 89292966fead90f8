"""Clients and their keys are standing facts: what is revoked or narrowed is noticed by the next call."""

from importlib import import_module

from django.db import migrations

watch = import_module("accounts.migrations.0011_standing").watch


class Migration(migrations.Migration):
    dependencies = [("hotline", "0002_walls"), ("accounts", "0011_standing")]
    operations = [
        watch("hotline_apikey", " OF revoked_at, expires_at, secret_hash, client_id"),  # not its last use
        watch("hotline_apiclient"),
    ]
