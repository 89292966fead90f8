"""What the board counts among a million is found by small indexes, and the planner knows how many clocks are due."""

from django.conf import settings
from django.db import migrations, models

ENDED = ["closed", "merged", "withdrawn"]
OPEN = models.Q(("status__in", ENDED), _negated=True)


def small(name: str, fields: list[str], condition: tuple[str, bool]) -> migrations.AddIndex:
    index = models.Index(fields=fields, name=name, condition=models.Q(OPEN, condition))
    return migrations.AddIndex(model_name="ticket", index=index)


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0030_board"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        small("ticket_paused", ["org", "resumes_at"], ("suspended_at__isnull", False)),
        small("ticket_imported_open", ["org", "imported_at"], ("imported_at__isnull", False)),
        small("ticket_to_arbiter", ["org"], ("to_arbiter", True)),
        migrations.RunSQL(
            "CREATE STATISTICS clock_running_due"
            " ON (CASE WHEN dropped_at IS NULL AND stopped_at IS NULL THEN due_at END) FROM tickets_clock",
            "DROP STATISTICS clock_running_due",
        ),
    ]
