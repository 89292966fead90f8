"""The limit of an outside source names its standard; which repeat goes to the head is the rule of the company."""

import django.db.models.deletion
from django.db import migrations, models

import servicedesk.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_wrong_links"),
        ("complaints", "0005_guards_of_the_work"),
        ("deadlines", "0015_outside_sources"),
    ]

    operations = [
        migrations.AddField(
            model_name="outercase",
            name="promise",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="deadlines.promise",
            ),
        ),
        migrations.CreateModel(
            name="HeadRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("times", models.PositiveSmallIntegerField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("supervisor", "Supervisor"),
                            ("director", "Director"),
                            ("executive", "Executive in charge"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("org",), name="complaint_head_once"),
                    models.CheckConstraint(condition=models.Q(("times__gte", 1)), name="complaint_head_after_a_repeat"),
                ],
            },
        ),
    ]
