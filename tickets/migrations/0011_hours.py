"""News that finds somebody outside their hours waits for these, with what is still to be told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0010_lighter")]

    operations = [
        migrations.AddField(
            "outbox",
            "waits_until",
            models.DateTimeField(null=True, blank=True, help_text="when the hours of those still to be told begin"),
        ),
        migrations.AddField(
            "outbox",
            "waiting",
            models.JSONField(null=True, blank=True, help_text="the rungs still to be told, and who has been told"),
        ),
    ]
