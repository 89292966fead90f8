"""How many rungs urging has carried a case up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_pauses")]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="raised",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="how many rungs urging has carried this round up"
            ),
        ),
    ]
