"""Files may hang on a row of an app above; the card's counts of twelve months have an index."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_absence"),
        ("customers", "0009_where_points_lie"),
        ("tickets", "0022_moves_of_a_case"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="attachment",
            name="attachment_hangs_on_something",
        ),
        migrations.AddField(
            model_name="attachment",
            name="held_by",
            field=models.UUIDField(
                blank=True,
                help_text="the row of an app above that it belongs to, and that says who may see it",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="customer",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tickets",
                to="customers.customer",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["customer", "-registered_at"], name="ticket_of_customer"),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ticket__isnull", False), ("sheet__isnull", False), ("held_by__isnull", False), _connector="OR"
                ),
                name="attachment_hangs_on_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("held_by__isnull", True), ("ticket__isnull", True), _connector="OR"),
                name="attachment_held_by_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("held_by__isnull", False), ("hidden_at__isnull", True)),
                fields=("held_by", "came_as"),
                name="attachment_once_where_held",
            ),
        ),
    ]
