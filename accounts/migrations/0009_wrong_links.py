"""How often an address has tried links that open nothing."""

from django.db import migrations, models

import servicedesk.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_absence"),
    ]

    operations = [
        migrations.CreateModel(
            name="WrongLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("address", models.CharField(max_length=64)),
                ("since", models.DateTimeField(help_text="the beginning of its quarter of an hour")),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["since"], name="wrong_link_by_age")],
                "constraints": [models.UniqueConstraint(fields=("address", "since"), name="wrong_link_once_a_quarter")],
            },
        ),
    ]
