"""A photo says what it is of, where closing asks for one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0019_undone_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="slot",
            field=models.CharField(blank=True, help_text="what closing asks a photo of", max_length=40),
        ),
    ]
