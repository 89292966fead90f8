"""A report to be reviewed, hops and reworks counted, whose it is decided, and in whose hands it was after each step."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_account_manager"),
        ("tickets", "0021_found"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="hops",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text="how often it was passed on"),
        ),
        migrations.AddField(
            model_name="ticket",
            name="kept_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="so decided",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.unit",
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="reworks",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, help_text="how often its report was sent back"
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="to_arbiter",
            field=models.BooleanField(db_default=False, default=False, help_text="waits for who decides whose it is"),
        ),
        migrations.AddField(
            model_name="ticketevent",
            name="held_by",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ticketevent",
            name="held_crew",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ticketevent",
            name="held_in",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="status",
            field=models.CharField(
                choices=[
                    ("checking", "Papers being checked"),
                    ("processing", "In progress"),
                    ("registered", "Registered"),
                    ("dispatched", "Dispatched"),
                    ("accepted", "Accepted"),
                    ("en_route", "En route"),
                    ("on_site", "On site"),
                    ("restored", "Restored"),
                    ("to_review", "To be reviewed"),
                    ("contacted", "Being verified"),
                    ("verified", "To be answered"),
                    ("resolved", "Awaiting callback"),
                    ("closed", "Closed"),
                    ("withdrawn", "Withdrawn"),
                    ("merged", "Merged"),
                ],
                default="registered",
                max_length=12,
            ),
        ),
    ]
