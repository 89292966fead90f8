"""Cases that go step by step and the categories that open one; who alone sees reports of misconduct."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import servicedesk.lib.ids

STATUSES = [
    ("checking", "Papers being checked"),
    ("processing", "In progress"),
    ("registered", "Registered"),
    ("dispatched", "Dispatched"),
    ("accepted", "Accepted"),
    ("en_route", "En route"),
    ("on_site", "On site"),
    ("restored", "Restored"),
    ("contacted", "Being verified"),
    ("verified", "To be answered"),
    ("resolved", "Awaiting callback"),
    ("closed", "Closed"),
    ("withdrawn", "Withdrawn"),
]


def _to(where: str, *, null: bool = False) -> "models.ForeignKey[models.Model]":
    return models.ForeignKey(
        where, on_delete=django.db.models.deletion.PROTECT, related_name="+", null=null, blank=null
    )


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0013_visits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "category",
            "application",
            models.CharField(
                blank=True, default="", help_text="the code of the type of application that it opens", max_length=40
            ),
        ),
        migrations.AddField(
            "ticket",
            "track",
            models.CharField(
                blank=True, default="", help_text="how it goes, where not as its kind does", max_length=12
            ),
        ),
        migrations.AlterField(
            "ticket", "status", models.CharField(choices=STATUSES, default="registered", max_length=12)
        ),
        migrations.CreateModel(
            "NamedHandler",
            [
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(max_length=200)),
                ("org", _to("accounts.unit")),
                ("person", _to(settings.AUTH_USER_MODEL)),
                ("named_by", _to(settings.AUTH_USER_MODEL)),
                ("ended_by", _to(settings.AUTH_USER_MODEL, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")), name="named_handler_forward"
                    ),
                    models.CheckConstraint(condition=~Q(person=F("named_by")), name="named_handler_not_by_oneself"),
                    models.UniqueConstraint(
                        condition=Q(until_at__isnull=True), fields=("org", "person"), name="named_handler_once"
                    ),
                ]
            },
        ),
    ]
