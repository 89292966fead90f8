"""How often a paper was made for a request."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0016_links"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="slips",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
