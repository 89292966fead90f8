"""In whose hours somebody is told: a calendar of their own, else that of the nearest unit above them that names one."""

from django.db import migrations, models

UNIT = "the hours in which its people are told; empty: as above it"
USER = "the hours in which they are told; empty: those of their unit"


def calendar(words: str) -> models.CharField:
    return models.CharField(max_length=40, blank=True, default="", help_text=words)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_passed_on")]

    operations = [
        migrations.AddField("unit", "calendar", calendar(UNIT)),
        migrations.AddField("user", "calendar", calendar(USER)),
    ]
