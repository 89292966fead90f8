"""How often somebody may urge, and when urging reaches one rung higher: a row per company."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import servicedesk.lib.ids


def figure(default: int, most: int) -> models.Field:
    validators = [django.core.validators.MaxValueValidator(most)]
    return models.PositiveSmallIntegerField(default=default, validators=validators)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_append_only"), ("tickets", "0006_voids")]

    operations = [
        migrations.CreateModel(
            name="UrgeRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("customer_minutes", figure(30, 1440)),
                ("customer_daily", figure(3, 100)),
                ("staff_minutes", figure(10, 1440)),
                ("raise_every", figure(2, 100)),
                ("raise_most", figure(3, 3)),
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
                            ("customer_daily__lte", 100),
                            ("customer_minutes__lte", 1440),
                            ("raise_every__lte", 100),
                            ("raise_most__lte", 3),
                            ("staff_minutes__lte", 1440),
                        ),
                        name="urge_rule_in_bounds",
                    )
                ]
            },
        ),
    ]
