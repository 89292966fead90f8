"""What is said at the desk beyond the tap on the pad, and what a bad tap opens."""

import django.db.models.deletion
from django.db import migrations, models

import servicedesk.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_wrong_links"),
        ("surveys", "0005_answers_whole"),
        ("tickets", "0023_held_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="VisitSaid",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("comment", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="followup",
            name="follow_up_of_one_answer",
        ),
        migrations.AddField(
            model_name="followup",
            name="visit",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_up",
                to="tickets.visit",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("asked__isnull", True),
                        ("survey__isnull", False),
                        ("ticket__isnull", False),
                        ("visit__isnull", True),
                    ),
                    models.Q(("asked__isnull", False), ("survey__isnull", True), ("visit__isnull", True)),
                    models.Q(
                        ("asked__isnull", True),
                        ("survey__isnull", True),
                        ("ticket__isnull", True),
                        ("visit__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="follow_up_of_one_answer",
            ),
        ),
        migrations.AddField(
            model_name="visitsaid",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="visitsaid",
            name="questionnaire",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="surveys.questionnaire",
            ),
        ),
        migrations.AddField(
            model_name="visitsaid",
            name="visit",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="said", to="tickets.visit"
            ),
        ),
        migrations.AddIndex(
            model_name="visitsaid",
            index=models.Index(fields=["org", "-at"], name="visit_said_by_time"),
        ),
    ]
