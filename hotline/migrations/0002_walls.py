"""What a client may do from where and how often; tokens, nonces, the log of requests; answers are kept sealed."""

import json

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import servicedesk.lib.ids
from servicedesk.lib.sealing import seal, token_hash


def seal_answers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Seven days of answers stay good under the keys they were given to."""
    rows = apps.get_model("hotline", "IdempotencyKey").objects.all()
    for row in rows.iterator():
        row.key = token_hash(row.key)
        row.sealed = seal(json.dumps([row.answer, {}], ensure_ascii=False), column="hotline.answer")
        row.save(update_fields=["key", "sealed"])


def forget_answers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """On the way back the callers' keys are not known any more."""
    apps.get_model("hotline", "IdempotencyKey").objects.all().delete()


def pk() -> models.UUIDField:
    return models.UUIDField(default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)


def to(target: str, related_name: str, on_delete: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=on_delete, related_name=related_name, to=target)


PROTECT, CASCADE = django.db.models.deletion.PROTECT, django.db.models.deletion.CASCADE
NOW = django.db.models.functions.datetime.Now()


class Migration(migrations.Migration):
    dependencies = [("hotline", "0001_first")]

    operations = [
        migrations.AddField(
            "apiclient",
            "addresses",
            models.JSONField(blank=True, default=list, help_text="networks it may call from; none: from anywhere"),
        ),
        migrations.AddField(
            "apiclient",
            "per_minute",
            models.PositiveIntegerField(blank=True, help_text="requests a minute; empty: the house's limit", null=True),
        ),
        migrations.AddField(
            "apiclient",
            "language",
            models.CharField(blank=True, default="", help_text="of sentences, unless it asks otherwise", max_length=10),
        ),
        migrations.AddField(
            "apiclient", "must_sign", models.BooleanField(default=False, help_text="only signed requests are taken")
        ),
        migrations.AddField("apiclient", "version", models.PositiveIntegerField(default=1)),
        migrations.AddConstraint(
            "apiclient",
            models.CheckConstraint(
                condition=models.Q(("per_minute__isnull", True), ("per_minute__gt", 0), _connector="OR"),
                name="api_client_may_call",
            ),
        ),
        migrations.AlterField(
            "idempotencykey", "key", models.CharField(help_text="hash of what the caller wrote", max_length=100)
        ),
        migrations.AddField(
            "idempotencykey",
            "sealed",
            models.BinaryField(blank=True, help_text="the answer: body and headers", null=True),
        ),
        migrations.RunPython(seal_answers, forget_answers),
        migrations.RemoveField("idempotencykey", "answer"),
        migrations.CreateModel(
            name="AccessToken",
            fields=[
                ("id", pk()),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("scopes", models.JSONField(blank=True, default=list, help_text="none: those of the client")),
                ("created_at", models.DateTimeField(db_default=NOW)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("key", to("hotline.apikey", "tokens", CASCADE)),
                ("org", to("accounts.unit", "+", PROTECT)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["org", "key"], name="access_token_by_key"),
                    models.Index(fields=["expires_at"], name="access_token_by_end"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Nonce",
            fields=[
                ("id", pk()),
                ("nonce", models.CharField(help_text="hash of what the caller wrote", max_length=64)),
                ("at", models.DateTimeField()),
                ("client", to("hotline.apiclient", "+", CASCADE)),
                ("org", to("accounts.unit", "+", PROTECT)),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="nonce_by_age")],
                "constraints": [models.UniqueConstraint(fields=("client", "nonce"), name="nonce_once")],
            },
        ),
        migrations.CreateModel(
            name="ApiRequest",
            fields=[
                ("id", pk()),
                ("prefix", models.CharField(help_text="of the key it came with", max_length=12)),
                ("way", models.CharField(default="key", help_text="key, signed or token", max_length=6)),
                ("request_id", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("method", models.CharField(max_length=7)),
                (
                    "path",
                    models.CharField(
                        help_text="of a known address, with opaque ids; without the query string", max_length=200
                    ),
                ),
                ("status", models.PositiveSmallIntegerField()),
                ("code", models.CharField(blank=True, default="", max_length=40)),
                ("took_ms", models.PositiveIntegerField()),
                ("size_in", models.PositiveIntegerField(default=0)),
                ("size_out", models.PositiveIntegerField(default=0)),
                ("address", models.CharField(blank=True, default="", max_length=45)),
                ("is_repeat", models.BooleanField(default=False)),
                ("client", to("hotline.apiclient", "requests", CASCADE)),
                ("org", to("accounts.unit", "+", PROTECT)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["org", "client", "-at", "-id"], name="api_request_newest"),
                    models.Index(fields=["org", "client", "request_id"], name="api_request_by_id"),
                    models.Index(fields=["at"], name="api_request_by_age"),
                ],
            },
        ),
    ]
