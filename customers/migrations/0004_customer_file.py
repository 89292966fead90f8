"""The customer's record: tags with a meaning, secrecy and viewings, papers checked, addresses to correct, what changed."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids

GUARD = """
CREATE TRIGGER customers_customerevent_append_only BEFORE UPDATE OR DELETE ON customers_customerevent
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""
UNGUARD = "DROP TRIGGER customers_customerevent_append_only ON customers_customerevent;"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_hours"),
        ("customers", "0003_letterbox"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("address", models.CharField(max_length=200)),
                ("area", models.CharField(blank=True, max_length=10)),
                ("reason", models.CharField(max_length=500)),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("is_accepted", models.BooleanField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name="CustomerEvent",
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
                ("sealed", models.BinaryField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="CustomerTag",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=20)),
                ("meaning", models.CharField(blank=True, max_length=200)),
                (
                    "counts_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "none"),
                            ("special", "special"),
                            ("first", "first grade"),
                            ("second", "second grade"),
                            ("temporary", "for a time"),
                        ],
                        max_length=20,
                    ),
                ),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="IdentityCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "paper",
                    models.CharField(
                        choices=[
                            ("id_card", "ID card"),
                            ("licence", "business licence"),
                            ("authorisation", "authorisation"),
                            ("other", "another paper"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("same", "the same as on record"),
                            ("first", "recorded for the first time"),
                            ("different", "not the one on record"),
                            ("seen", "seen, not compared"),
                        ],
                        max_length=12,
                    ),
                ),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Viewing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("hours", models.PositiveSmallIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "until_at",
                    models.DateTimeField(blank=True, help_text="empty once decided: it was refused", null=True),
                ),
                ("answer", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.AddField(
            model_name="customer",
            name="caretaker",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="caring_for",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="secrecy",
            field=models.CharField(
                choices=[("public", "public"), ("internal", "internal"), ("secret", "secret")],
                db_default="public",
                default="public",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="holding",
            name="powers",
            field=models.JSONField(
                blank=True, db_default=[], default=list, help_text="what an authorised person may do"
            ),
        ),
        migrations.AddField(
            model_name="holding",
            name="until_on",
            field=models.DateField(blank=True, help_text="the last day of the authorisation", null=True),
        ),
        migrations.AddField(
            model_name="phone",
            name="label",
            field=models.CharField(blank=True, db_default="", help_text="whose it is, or when to call", max_length=20),
        ),
        migrations.AlterField(
            model_name="customer",
            name="level",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "none"),
                    ("special", "special"),
                    ("first", "first grade"),
                    ("second", "second grade"),
                    ("temporary", "for a time"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="holding",
            name="part",
            field=models.CharField(
                choices=[
                    ("owner", "account holder"),
                    ("contact", "contact"),
                    ("payer", "payer"),
                    ("tenant", "tenant"),
                    ("agent", "authorised person"),
                ],
                default="owner",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("level", ""), _negated=True),
                fields=["org", "level", "id"],
                name="customer_by_level",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("caretaker__isnull", False)),
                fields=["caretaker", "id"],
                name="customer_by_caretaker",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["tags"], name="customer_by_tag", opclasses=["jsonb_path_ops"]
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="corrections",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="supply_point",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="corrections",
                to="customers.supplypoint",
            ),
        ),
        migrations.AddField(
            model_name="customerevent",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="customerevent",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="customerevent",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="customerevent",
            name="undoes",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="customers.customerevent",
            ),
        ),
        migrations.AddField(
            model_name="customertag",
            name="approver",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="customertag",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="identitycheck",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="identitycheck",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="identity_checks",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="identitycheck",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="viewing",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="viewing",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="viewings",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="viewing",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="viewing",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(fields=["customer", "-asked_at"], name="correction_by_customer"),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("is_accepted__isnull", True)),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("is_accepted__isnull", False),
                        models.Q(("decided_by", models.F("by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="correction_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at__isnull", True)), fields=("supply_point",), name="correction_open_once"
            ),
        ),
        migrations.AddIndex(
            model_name="customerevent",
            index=models.Index(fields=["customer", "-at", "-id"], name="customer_event_by_time"),
        ),
        migrations.AddConstraint(
            model_name="customertag",
            constraint=models.UniqueConstraint(fields=("org", "name"), name="customer_tag_once"),
        ),
        migrations.AddIndex(
            model_name="identitycheck",
            index=models.Index(fields=["customer", "-at"], name="identity_check_by_time"),
        ),
        migrations.AddIndex(
            model_name="viewing",
            index=models.Index(fields=["customer", "by", "until_at"], name="viewing_by_person"),
        ),
        migrations.AddIndex(
            model_name="viewing",
            index=models.Index(
                condition=models.Q(("decided_at__isnull", True)), fields=["org", "asked_at"], name="viewing_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="viewing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("until_at__isnull", True)),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("decided_by", models.F("by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="viewing_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="viewing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at__isnull", True)),
                fields=("org", "customer", "by"),
                name="viewing_asked_once",
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
