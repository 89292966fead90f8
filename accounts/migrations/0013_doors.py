"""The door (policy, tries, sessions, second factor, single sign-on) and the seal over what may not be changed."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids
from accounts.noted import noted

# History may lose its words to a rule of retention, once that is written down beside it; nothing else of it, never a row.
REDACTS = """
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  allowed text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT columns INTO allowed FROM accounts_redacted
     WHERE name = TG_TABLE_NAME AND row = (to_jsonb(OLD)->>'id')::uuid;
    IF FOUND AND to_jsonb(NEW) - allowed = to_jsonb(OLD) - allowed THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'rows of % are history and are never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
REFUSES = """
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are history and are never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
# Of itself it knows no exception: the words of what was taken out are gone for good.
NEVER = """
CREATE FUNCTION never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are history and are never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER accounts_redacted_append_only BEFORE UPDATE OR DELETE ON accounts_redacted
  FOR EACH ROW EXECUTE FUNCTION never_changed();
CREATE TRIGGER accounts_auditblock_append_only BEFORE UPDATE OR DELETE ON accounts_auditblock
  FOR EACH ROW EXECUTE FUNCTION never_changed();
"""
NO_LONGER = """
DROP TRIGGER accounts_auditblock_append_only ON accounts_auditblock;
DROP TRIGGER accounts_redacted_append_only ON accounts_redacted;
DROP FUNCTION never_changed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_administration"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditMark",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("sealed_upto", models.UUIDField()),
                ("waiting_upto", models.UUIDField(blank=True, null=True)),
                (
                    "waiting_for",
                    models.BigIntegerField(
                        blank=True, help_text="a transaction: all before it must have ended", null=True
                    ),
                ),
                ("proved_upto", models.UUIDField(blank=True, null=True)),
                ("proved_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="user",
            name="password_at",
            field=models.DateTimeField(blank=True, help_text="when they chose it; empty: not known", null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="password_until",
            field=models.DateTimeField(blank=True, help_text="a first password: of use once, until then", null=True),
        ),
        migrations.CreateModel(
            name="AuditAnchor",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("heads", models.JSONField(default=list)),
                ("digest", models.CharField(max_length=64)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "org",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DoorTry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=32, unique=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("last_at", models.DateTimeField()),
                ("shut_until", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["last_at"], name="door_try_by_age")],
            },
        ),
        migrations.CreateModel(
            name="Factor",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("last_step", models.BigIntegerField(default=0)),
                (
                    "org",
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
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="factor", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PastPassword",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("password", models.CharField(max_length=128)),
                ("at", models.DateTimeField()),
                (
                    "org",
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="past_passwords",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SsoProvider",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("slug", models.SlugField(max_length=30, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("issuer", models.URLField()),
                ("client_id", models.CharField(max_length=120)),
                ("sealed", models.BinaryField(help_text="the client secret")),
                ("staff_claim", models.CharField(blank=True, default="", max_length=40)),
                ("is_on", models.BooleanField(default=False)),
                (
                    "org",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AuditBlock",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(help_text="the table", max_length=60)),
                ("number", models.PositiveIntegerField()),
                ("after", models.UUIDField(help_text="the key before its first row")),
                ("upto", models.UUIDField(help_text="the key of its last row, or beyond it")),
                ("rows", models.PositiveIntegerField()),
                ("rows_digest", models.CharField(max_length=64)),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "org",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["name", "upto"], name="audit_block_by_range")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "name", "number"), name="audit_block_in_order", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("upto__gt", models.F("after"))), name="audit_block_runs_on"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditBreak",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("number", models.PositiveIntegerField()),
                ("what", models.CharField(max_length=20)),
                ("found_at", models.DateTimeField()),
                (
                    "org",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "name", "number", "what"), name="audit_break_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DoorPolicy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "profile",
                    models.CharField(
                        choices=[("dengbao", "等保"), ("asvs", "ASVS 5")], default="dengbao", max_length=8
                    ),
                ),
                ("min_length", models.PositiveSmallIntegerField(default=10)),
                ("classes", models.PositiveSmallIntegerField(default=3)),
                ("max_age_days", models.PositiveSmallIntegerField(default=90)),
                ("history", models.PositiveSmallIntegerField(default=5)),
                ("most_failures", models.PositiveSmallIntegerField(default=5)),
                (
                    "factor",
                    models.CharField(
                        choices=[("off", "off"), ("managers", "managers"), ("all", "all")], default="off", max_length=8
                    ),
                ),
                ("trust_days", models.PositiveSmallIntegerField(default=0)),
                ("idle_minutes", models.PositiveSmallIntegerField(default=30)),
                ("idle_minutes_admin", models.PositiveSmallIntegerField(default=10)),
                ("idle_minutes_field", models.PositiveSmallIntegerField(default=480)),
                ("longest_hours", models.PositiveSmallIntegerField(default=12)),
                ("one_session", models.BooleanField(default=False)),
                (
                    "org",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("classes__gte", 1),
                            ("classes__lte", 4),
                            ("min_length__gte", 8),
                            ("min_length__lte", 64),
                            ("history__lte", 24),
                            ("most_failures__gte", 3),
                            ("most_failures__lte", 20),
                            ("trust_days__lte", 90),
                            ("idle_minutes__gte", 5),
                            ("idle_minutes_admin__gte", 5),
                            ("idle_minutes_field__gte", 5),
                            ("longest_hours__gte", 1),
                            ("longest_hours__lte", 24),
                        ),
                        name="door_policy_in_bounds",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KnownDevice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("token_hash", models.CharField(max_length=64)),
                ("address", models.CharField(max_length=32)),
                ("agent", models.CharField(blank=True, max_length=60)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("trusted_until", models.DateTimeField(blank=True, null=True)),
                (
                    "org",
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
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "address"], name="known_device_by_address")],
                "constraints": [models.UniqueConstraint(fields=("user", "token_hash"), name="known_device_once")],
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code_hash", models.CharField(max_length=64)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "org",
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recovery_codes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "code_hash"), name="recovery_code_once")],
            },
        ),
        migrations.CreateModel(
            name="Redacted",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("row", models.UUIDField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None),
                ),
                ("why", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "org",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("name", "row"), name="redacted_once")],
            },
        ),
        migrations.CreateModel(
            name="ResetCode",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code_hash", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "org",
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reset_codes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code_hash", ""), _negated=True), name="reset_code_is_never_empty"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("made_at"))), name="reset_code_ends"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key_hash", models.CharField(max_length=64, unique=True)),
                ("data", models.TextField()),
                ("how", models.CharField(blank=True, max_length=12)),
                ("address", models.GenericIPAddressField(blank=True, null=True)),
                ("agent", models.CharField(blank=True, max_length=60)),
                ("began_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("idle_seconds", models.PositiveIntegerField()),
                ("idle_at", models.DateTimeField(help_text="dead from then on, unless something is done before")),
                ("ends_at", models.DateTimeField()),
                (
                    "org",
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
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["org", "-seen_at"], name="session_of_company"),
                    models.Index(fields=["idle_at"], name="session_by_end"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SsoLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("issuer", models.CharField(max_length=200)),
                ("subject", models.CharField(max_length=200)),
                ("linked_at", models.DateTimeField()),
                (
                    "linked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "org",
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sso_links",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("issuer", "subject"), name="sso_link_once"),
                    models.UniqueConstraint(fields=("user", "issuer"), name="sso_link_one_a_person"),
                    models.CheckConstraint(
                        condition=models.Q(("subject", ""), _negated=True), name="sso_link_names_somebody"
                    ),
                ],
            },
        ),
        noted("accounts_doorpolicy"),
        noted("accounts_ssoprovider", hidden=["sealed"]),
        migrations.RunSQL(REDACTS, REFUSES),
        migrations.RunSQL(NEVER, NO_LONGER),
    ]
