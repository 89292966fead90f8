"""A paper that was to be handed in later is asked for once when its day has come."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_absence"),
        ("applications", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="paper",
            name="late_told_at",
            field=models.DateTimeField(blank=True, help_text="when people were told that it is late, once", null=True),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(
                condition=models.Q(("late_told_at__isnull", True), ("state", "later")),
                fields=["due_on"],
                name="paper_late",
            ),
        ),
    ]
