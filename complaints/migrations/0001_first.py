"""The first table of complaints: one file a ticket."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_append_only"),
        ("tickets", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Complaint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "matter",
                    models.CharField(
                        choices=[
                            ("service", "Service"),
                            ("business", "Business handling"),
                            ("outage", "Interruption and restoration"),
                            ("quality", "Quality of supply"),
                            ("grid", "Grid construction"),
                        ],
                        default="service",
                        max_length=12,
                    ),
                ),
                ("is_secret", models.BooleanField(default=False)),
                ("is_anonymous", models.BooleanField(default=False)),
                ("contacted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "no_contact",
                    models.CharField(
                        blank=True,
                        choices=[("", "None"), ("secret", "Secret"), ("anonymous", "Anonymous")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "Upheld"),
                            ("partly", "Partly upheld"),
                            ("unfounded", "Not upheld"),
                            ("blameless", "Nobody to blame"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("attitude", "Attitude or conduct"),
                            ("delay", "Promised time not kept"),
                            ("process", "Rules not followed"),
                            ("telling", "Customer not told enough"),
                            ("work", "Poor work"),
                            ("equipment", "Equipment"),
                            ("system", "Information system"),
                            ("customer", "On the customer's side"),
                            ("other", "Other"),
                        ],
                        max_length=60,
                    ),
                ),
                ("finding", models.TextField(blank=True)),
                ("corrective", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contacted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
                (
                    "responsible_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "responsible_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="complaint", to="tickets.ticket"
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["org", "matter"], name="complaint_by_matter")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contacted_at__isnull", True), ("contacted_by__isnull", True)),
                            models.Q(("contacted_at__isnull", False), ("contacted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="complaint_contact_has_its_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", ""), ("verified_at__isnull", True)),
                            models.Q(
                                ("verified_at__isnull", False),
                                models.Q(("verdict", ""), _negated=True),
                                models.Q(("finding", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="complaint_verdict_rests_on_a_finding",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", ""),
                            ("contacted_at__isnull", False),
                            models.Q(("no_contact", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="complaint_verdict_after_contact",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict__in", ["partly", "upheld"]), _negated=True),
                            ("responsible_unit__isnull", False),
                            _connector="OR",
                        ),
                        name="complaint_upheld_names_the_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_at__isnull", True), models.Q(("verdict", ""), _negated=True), _connector="OR"
                        ),
                        name="complaint_answer_after_verdict",
                    ),
                ],
            },
        ),
    ]
