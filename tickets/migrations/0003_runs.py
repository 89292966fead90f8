"""A run of a clock may have several generations: why, since when, by which calendar, and what kind of limit it is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0003_watch"), ("deadlines", "0004_bindings")]

    operations = [
        migrations.AddField(
            "clock",
            "binding",
            models.CharField(
                max_length=8, choices=[("promise", "promise"), ("floor", "legal limit")], default="promise"
            ),
        ),
        migrations.AddField(
            "clock",
            "cause",
            models.CharField(
                max_length=12,
                blank=True,
                choices=[("resume", "Resume"), ("extend", "Extend"), ("replan", "Replan"), ("calendar", "Calendar")],
                default="",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "clock",
            "calendar",
            models.ForeignKey(
                null=True,
                blank=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="deadlines.workcalendar",
            ),
        ),
        migrations.AddField("clock", "origin_at", models.DateTimeField(null=True, blank=True)),
    ]
