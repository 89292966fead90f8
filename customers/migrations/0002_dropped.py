"""A message that could not be sent, and need not be any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_first")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="dropped_at",
            field=models.DateTimeField(blank=True, help_text="somebody has said that it need not be sent", null=True),
        ),
    ]
