"""The newest cases of all that somebody may see are read from an index, not sorted out of all there are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0027_by_address")]
    operations = [
        migrations.AddIndex(
            model_name="ticket", index=models.Index(fields=["-registered_at", "-id"], name="ticket_by_time")
        )
    ]
