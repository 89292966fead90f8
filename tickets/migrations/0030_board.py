"""What the supervisor's board counts and lists is read from indexes of open work alone."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_quiet_hours"),
        ("customers", "0011_closed"),
        ("tickets", "0029_clock_ended"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("status__in", ["closed", "merged", "withdrawn"]), _negated=True),
                fields=["unit", "registered_at"],
                name="ticket_open_at",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(
                    models.Q(("status__in", ["closed", "merged", "withdrawn"]), _negated=True),
                    ("handler__isnull", False),
                ),
                fields=["handler", "registered_at"],
                name="ticket_open_with",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(
                    models.Q(("status__in", ["closed", "merged", "withdrawn"]), _negated=True), ("returns__gt", 0)
                ),
                fields=["org", "registered_at"],
                name="ticket_came_back",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(
                    models.Q(("status__in", ["closed", "merged", "withdrawn"]), _negated=True), ("kind", "complaint")
                ),
                fields=["org", "registered_at"],
                name="ticket_open_complaint",
            ),
        ),
    ]
