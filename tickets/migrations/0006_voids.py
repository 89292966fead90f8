"""A breach that was false is counted out; news that need not arrive any more is dropped."""

from django.db import migrations, models

CAUSES = [
    ("resume", "Resume"),
    ("extend", "Extend"),
    ("replan", "Replan"),
    ("calendar", "Calendar"),
    ("void", "Void"),
]


class Migration(migrations.Migration):
    dependencies = [("tickets", "0005_raised")]

    operations = [
        migrations.AddField(
            model_name="clock",
            name="voided_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="clock",
            name="cause",
            field=models.CharField(blank=True, choices=CAUSES, max_length=12),
        ),
        migrations.AddField(
            model_name="outbox",
            name="dropped_at",
            field=models.DateTimeField(blank=True, help_text="somebody has said that it need not arrive", null=True),
        ),
    ]
