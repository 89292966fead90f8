"""The bounds of phones are kept on a page: photos asked at every job, who changed them last."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_wrong_links"),
        ("fieldwork", "0002_crews"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="phoneterms",
            name="at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="phoneterms",
            name="by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="phoneterms",
            name="photos",
            field=models.JSONField(blank=True, default=list, help_text="of what a photo is asked at every job"),
        ),
        migrations.AddField(
            model_name="phoneterms",
            name="version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="phoneterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("far_metres__gt", 0),
                    ("keep_days__gt", 0),
                    ("oldest_hours__gt", 0),
                    ("poor_metres__gt", 0),
                    ("wrong_minutes__gt", 0),
                ),
                name="phone_terms_in_reason",
            ),
        ),
    ]
