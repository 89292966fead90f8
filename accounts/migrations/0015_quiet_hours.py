"""When each person is told nothing by the messenger: the night, until they say otherwise."""

import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_quality_inspectors"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="quiet_from",
            field=models.TimeField(
                db_default=datetime.time(21, 0),
                default=datetime.time(21, 0),
                help_text="no messenger from then on; as `quiet_until`: at any hour",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="quiet_until",
            field=models.TimeField(db_default=datetime.time(7, 0), default=datetime.time(7, 0)),
        ),
    ]
