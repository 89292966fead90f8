"""A line may look at the customer's importance, the channel and the hall; a calendar has seasons, and may be a hall's own."""

import django.db.models.deletion
from django.db import migrations, models


def unit() -> models.ForeignKey:
    return models.ForeignKey(
        null=True, blank=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
    )


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0007_order_answer"), ("accounts", "0001_first")]

    operations = [
        migrations.AddField("policyrule", "importance", models.CharField(max_length=20, blank=True)),
        migrations.AddField("policyrule", "channel", models.CharField(max_length=20, blank=True)),
        migrations.AddField("policyrule", "hall", unit()),
        migrations.AddField("workcalendar", "seasons", models.JSONField(default=list, blank=True)),
        migrations.AddField("workcalendar", "hall", unit()),
    ]
