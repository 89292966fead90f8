"""A run that was missed goes on in its next generation with the due time that it had."""

from django.db import migrations, models
from django.db.models import F, Q

NAME = "clock_due_after_start"


class Migration(migrations.Migration):
    dependencies = [("tickets", "0023_held_files")]

    operations = [
        migrations.RemoveConstraint(model_name="clock", name=NAME),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                name=NAME,
                condition=Q(due_at__gte=F("started_at")) | Q(origin_at__isnull=False, due_at__gte=F("origin_at")),
            ),
        ),
    ]
