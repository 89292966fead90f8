"""What a name is found by, customers still to be verified, supply points by feeder and by the beginning of their address."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids

# Django knows no operator class for an expression, so the index of addresses is written out.
BY_ADDRESS = """
CREATE INDEX supply_point_by_address ON customers_supplypoint (org_id, replace(address, ' ', '') text_pattern_ops);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_hours"),
        ("customers", "0005_cleaning"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NameKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=120)),
            ],
        ),
        migrations.AddField(
            model_name="customer",
            name="unverified_at",
            field=models.DateTimeField(blank=True, help_text="taken down by hand, held against no file yet", null=True),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("unverified_at__isnull", False)),
                fields=["org", "-unverified_at"],
                name="customer_to_verify",
            ),
        ),
        migrations.AddIndex(
            model_name="supplypoint",
            index=models.Index(fields=["org", "feeder"], name="supply_point_by_feeder"),
        ),
        migrations.AddField(
            model_name="namekey",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="name_keys",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="namekey",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddIndex(
            model_name="namekey",
            index=models.Index(
                fields=["org", "key", "customer"],
                name="name_key_by_word",
                opclasses=["uuid_ops", "varchar_pattern_ops", "uuid_ops"],
            ),
        ),
        migrations.AddConstraint(
            model_name="namekey",
            constraint=models.UniqueConstraint(fields=("customer", "key"), name="name_key_once"),
        ),
        migrations.RunSQL(BY_ADDRESS, "DROP INDEX supply_point_by_address;"),
    ]
