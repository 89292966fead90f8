"""Suggested outages, what is to be done about them by when, who is told, and where the grid lies."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_account_manager"),
        ("customers", "0008_secret_customers"),
        ("outages", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GridBoundary",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("by", models.CharField(help_text="district, feeder or transformer", max_length=12)),
                ("value", models.CharField(max_length=80)),
                ("rings", models.JSONField()),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="NoText",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="OutageCallee",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField()),
                (
                    "why",
                    models.CharField(help_text="its level and tags when the outage was put on record", max_length=100),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reached", "told"),
                            ("vain", "nobody answered"),
                            ("wrong", "wrong number"),
                            ("knows", "knew already"),
                        ],
                        max_length=8,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("called_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["rank", "id"],
            },
        ),
        migrations.CreateModel(
            name="OutageCause",
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
                            ("planned", "planned outage"),
                            ("fault", "fault outage"),
                            ("temporary", "temporary outage"),
                            ("other", "other outage"),
                        ],
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(max_length=24)),
                ("name", models.CharField(max_length=40)),
                ("is_active", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="OutageDuty",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("notice", "announced ahead"),
                            ("again", "important customers told again"),
                            ("enter", "put on record"),
                            ("tell_first", "important customers told"),
                            ("estimate", "cause and expected return"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "turn",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="counted on when the outage begins at another time"
                    ),
                ),
                ("standard", models.CharField(blank=True, max_length=60)),
                ("started_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("dropped_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="OutageMailing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("first", "told first"),
                            ("news", "announced"),
                            ("later", "another time"),
                            ("back", "supply is back"),
                            ("again", "told again"),
                        ],
                        max_length=8,
                    ),
                ),
                ("nth", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=500)),
                ("count", models.PositiveIntegerField()),
                ("unwanted", models.PositiveIntegerField(default=0, help_text="numbers that want no texts")),
                ("chosen_at", models.DateTimeField()),
                ("sends_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["chosen_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="OutageRule",
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
                            ("planned", "planned outage"),
                            ("fault", "fault outage"),
                            ("temporary", "temporary outage"),
                            ("other", "other outage"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("notice", "announced ahead"),
                            ("again", "important customers told again"),
                            ("enter", "put on record"),
                            ("tell_first", "important customers told"),
                            ("estimate", "cause and expected return"),
                        ],
                        max_length=12,
                    ),
                ),
                ("minutes", models.PositiveIntegerField()),
                (
                    "standard",
                    models.CharField(blank=True, help_text="the code of the standard that says so", max_length=60),
                ),
                ("is_active", models.BooleanField(default=True)),
            ],
        ),
        migrations.AddField(
            model_name="outage",
            name="accepted_at",
            field=models.DateTimeField(blank=True, help_text="when somebody said that it is one", null=True),
        ),
        migrations.AddField(
            model_name="outage",
            name="cause_code",
            field=models.CharField(blank=True, db_default="", default="", max_length=24),
        ),
        migrations.AddField(
            model_name="outage",
            name="crew",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.unit",
            ),
        ),
        migrations.AddField(
            model_name="outage",
            name="external_number",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="outage",
            name="facts",
            field=models.JSONField(
                blank=True, db_default={}, default=dict, help_text="what the source said of it besides"
            ),
        ),
        migrations.AddField(
            model_name="outage",
            name="imported_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="outage",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="outages.outage",
            ),
        ),
        migrations.AddField(
            model_name="outage",
            name="proposed_at",
            field=models.DateTimeField(blank=True, help_text="when the calls suggested it", null=True),
        ),
        migrations.AddField(
            model_name="outage",
            name="source",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="outagearea",
            name="hall",
            field=models.ForeignKey(
                blank=True,
                help_text="whose district it is",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.unit",
            ),
        ),
        migrations.AlterField(
            model_name="outage",
            name="by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="outagearea",
            name="by",
            field=models.CharField(
                choices=[
                    ("district", "district"),
                    ("feeder", "feeder"),
                    ("transformer", "transformer"),
                    ("street", "street"),
                    ("point", "account"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("by__isnull", False),
                    models.Q(("accepted_at__isnull", True), ("proposed_at__isnull", False)),
                    ("imported_at__isnull", False),
                    _connector="OR",
                ),
                name="outage_is_somebodys",
            ),
        ),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_number", ""), _negated=True),
                fields=("org", "source", "external_number"),
                name="outage_external_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="outagearea",
            constraint=models.CheckConstraint(
                condition=models.Q(("hall__isnull", True), ("by", "district"), _connector="OR"),
                name="outage_area_district",
            ),
        ),
        migrations.AddField(
            model_name="gridboundary",
            name="made_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="gridboundary",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="notext",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="notext",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="outagecallee",
            name="called_by",
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
            model_name="outagecallee",
            name="customer",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
            ),
        ),
        migrations.AddField(
            model_name="outagecallee",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="outagecallee",
            name="outage",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="callees", to="outages.outage"
            ),
        ),
        migrations.AddField(
            model_name="outagecallee",
            name="supply_point",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="customers.supplypoint",
            ),
        ),
        migrations.AddField(
            model_name="outagecause",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="outageduty",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="outageduty",
            name="outage",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="duties", to="outages.outage"
            ),
        ),
        migrations.AddField(
            model_name="outagemailing",
            name="chosen_by",
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
            model_name="outagemailing",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="outagemailing",
            name="outage",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mailings",
                to="outages.outage",
            ),
        ),
        migrations.AddField(
            model_name="outagemailing",
            name="undone_by",
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
            model_name="outagerule",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="gridboundary",
            constraint=models.UniqueConstraint(fields=("org", "by", "value"), name="grid_boundary_once"),
        ),
        migrations.AddConstraint(
            model_name="notext",
            constraint=models.UniqueConstraint(fields=("org", "number"), name="no_text_once"),
        ),
        migrations.AddConstraint(
            model_name="outagecallee",
            constraint=models.UniqueConstraint(fields=("outage", "customer"), name="outage_callee_once"),
        ),
        migrations.AddConstraint(
            model_name="outagecallee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("called_at__isnull", True), ("called_by__isnull", True), ("result", "")),
                    models.Q(
                        models.Q(("result", ""), _negated=True),
                        ("called_at__isnull", False),
                        ("called_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="outage_callee_call_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="outagecause",
            constraint=models.UniqueConstraint(fields=("org", "code"), name="outage_cause_once"),
        ),
        migrations.AddIndex(
            model_name="outageduty",
            index=models.Index(
                condition=models.Q(
                    ("done_at__isnull", True), ("dropped_at__isnull", True), ("settled_at__isnull", True)
                ),
                fields=["due_at"],
                name="outage_duty_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="outageduty",
            constraint=models.UniqueConstraint(fields=("outage", "step", "turn"), name="outage_duty_once"),
        ),
        migrations.AddConstraint(
            model_name="outageduty",
            constraint=models.CheckConstraint(
                condition=models.Q(("done_at__isnull", True), ("dropped_at__isnull", True), _connector="OR"),
                name="outage_duty_ends_one_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="outagemailing",
            constraint=models.UniqueConstraint(fields=("outage", "nth"), name="outage_mailing_nth"),
        ),
        migrations.AddConstraint(
            model_name="outagemailing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                    models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                    _connector="OR",
                ),
                name="outage_mailing_undone_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="outagerule",
            constraint=models.UniqueConstraint(fields=("org", "kind", "step"), name="outage_rule_once"),
        ),
        migrations.AddConstraint(
            model_name="outagerule",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__range", (1, 86400))), name="outage_rule_minutes"
            ),
        ),
    ]
