"""A promise may name what stops its clock, begins it anew and cancels it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0010_gas_restore")]

    operations = [migrations.AddField("promise", "turns", models.JSONField(blank=True, default=dict))]
