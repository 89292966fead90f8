"""A deputy is told when an absence begins, and what they took over goes back when it is over."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_wrong_links")]

    operations = [
        migrations.AddField(
            "absence",
            "told_at",
            models.DateTimeField(blank=True, help_text="when the deputy heard that it had begun", null=True),
        ),
        migrations.AddField(
            "absence",
            "settled_at",
            models.DateTimeField(blank=True, help_text="when it was over and what was taken over went back", null=True),
        ),
        migrations.AddIndex(
            "absence",
            models.Index(
                fields=["until_at"],
                name="absence_to_settle",
                condition=Q(settled_at__isnull=True, deputy__isnull=False),
            ),
        ),
    ]
