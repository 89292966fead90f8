"""The earlier case of the same matter is found by its address as fast as by its telephone number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0026_category_initials")]
    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("address", ""), _negated=True),
                fields=["org", "address", "-registered_at"],
                name="ticket_by_address",
            ),
        ),
    ]
