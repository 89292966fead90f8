"""A notice may also go to the company's messenger; those of the past have been read or stay where they are.

It is found by its reader, by indexes that begin with the reader."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_above_the_supervisor")]

    operations = [
        migrations.AddField(
            "notice",
            "to_pass_on",
            models.BooleanField(default=accounts.models.has_messenger, db_default=False),
        ),
        migrations.AlterField(
            "notice",
            "org",
            models.ForeignKey(
                to="accounts.unit",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                null=True,
                blank=True,
                db_index=False,
            ),
        ),
        migrations.AlterField(
            "notice",
            "user",
            models.ForeignKey(
                to=settings.AUTH_USER_MODEL,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                db_index=False,
            ),
        ),
        migrations.AddIndex(
            "notice", models.Index(fields=["id"], name="notice_to_pass_on", condition=models.Q(to_pass_on=True))
        ),
    ]
