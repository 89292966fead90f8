"""Whoever was called in vain often enough is a third lawful way without a first contact."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0006_outside_limits_and_heads"),
    ]

    operations = [
        migrations.AlterField(
            model_name="complaint",
            name="no_contact",
            field=models.CharField(
                blank=True,
                choices=[("", "None"), ("secret", "Secret"), ("anonymous", "Anonymous"), ("unreached", "Unreached")],
                default="",
                max_length=10,
            ),
        ),
    ]
