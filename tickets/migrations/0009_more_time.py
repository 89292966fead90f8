"""A request for more time has a coded reason and may be taken back."""

from django.db import migrations, models
from django.db.models import Q

WHY = [
    ("material", "Material or meters have not arrived"),
    ("permit", "A permit or a third party is awaited"),
    ("bigger", "The work is bigger than it looked"),
    ("weather", "Weather or traffic"),
    ("overload", "Many faults at once"),
    ("customer", "The customer asked for it"),
]


class Migration(migrations.Migration):
    dependencies = [("tickets", "0008_orders")]

    operations = [
        migrations.AddField(
            model_name="extension",
            name="why",
            field=models.CharField(blank=True, choices=WHY, default="", max_length=12),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="extension",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RemoveConstraint(model_name="extension", name="extension_one_open"),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(
                fields=["ticket", "name"],
                condition=Q(decided_at__isnull=True, withdrawn_at__isnull=True),
                name="extension_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                name="extension_decided_or_withdrawn",
                condition=Q(decided_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
        ),
    ]
