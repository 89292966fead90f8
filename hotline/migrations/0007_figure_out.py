"""The list behind a figure may be taken out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hotline", "0006_bulk")]

    operations = [
        migrations.AlterField(
            model_name="exportjob",
            name="kind",
            field=models.CharField(
                choices=[
                    ("tickets", "tickets"),
                    ("customers", "customers"),
                    ("supply_points", "supply points"),
                    ("outages", "outages"),
                    ("surveys", "survey answers"),
                    ("figure", "the list behind a figure"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="exportjob",
            name="wanted",
            field=models.JSONField(
                default=dict,
                help_text="which rows: hall, state, since, until; or the address of a figure",
            ),
        ),
    ]
