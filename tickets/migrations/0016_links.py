"""Cases that belong together, the status of a case that lives on in another, and how often a customer has come again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_account_manager"),
        ("customers", "0005_cleaning"),
        ("tickets", "0015_attachments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TicketLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("related", "related"),
                            ("child", "part of"),
                            ("duplicate", "duplicate of"),
                            ("repeat", "repeats"),
                            ("merged", "merged into"),
                            ("split", "split from"),
                        ],
                        max_length=10,
                    ),
                ),
                ("follows", models.BooleanField(default=False)),
                ("facts", models.JSONField(blank=True, default=dict)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="ticket",
            name="ticket_ended_has_a_moment",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_open",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_by_crew",
        ),
        migrations.AddField(
            model_name="ticket",
            name="contacts",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="how often the customer has come again about it"
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="tickets.ticket",
            ),
        ),
        migrations.AlterField(
            model_name="clock",
            name="cause",
            field=models.CharField(
                blank=True,
                choices=[
                    ("resume", "went on after a pause"),
                    ("extend", "more time was given"),
                    ("replan", "the case changed"),
                    ("calendar", "a new version of the calendar"),
                    ("void", "a breach was voided"),
                    ("join", "a tighter promise of another case holds"),
                    ("part", "its own promise holds again"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="status",
            field=models.CharField(
                choices=[
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
                    ("merged", "Merged"),
                ],
                default="registered",
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("status__in", ["closed", "merged", "withdrawn"]), _negated=True),
                fields=["org", "status", "registered_at"],
                name="ticket_open",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("status__in", ["closed", "merged", "withdrawn"]), _negated=True),
                fields=["crew", "status"],
                name="ticket_by_crew",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("status__in", ["closed", "merged", "withdrawn"])),
                    models.Q(
                        models.Q(("status__in", ["closed", "merged", "withdrawn"]), _negated=True),
                        ("closed_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="ticket_ended_has_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("merged_into__isnull", False),
                        ("status", "merged"),
                        models.Q(("merged_into", models.F("id")), _negated=True),
                    ),
                    models.Q(models.Q(("status", "merged"), _negated=True), ("merged_into__isnull", True)),
                    _connector="OR",
                ),
                name="ticket_merged_says_into_which",
            ),
        ),
        migrations.AddField(
            model_name="ticketlink",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ticketlink",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ticketlink",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="ticketlink",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="links_out", to="tickets.ticket"
            ),
        ),
        migrations.AddField(
            model_name="ticketlink",
            name="target",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="links_in", to="tickets.ticket"
            ),
        ),
        migrations.AddIndex(
            model_name="ticketlink",
            index=models.Index(fields=["org", "-made_at"], name="link_by_org"),
        ),
        migrations.AddConstraint(
            model_name="ticketlink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("source", "target", "kind"), name="link_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticketlink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("kind", "child")),
                fields=("source",),
                name="link_one_parent",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticketlink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("kind", "merged")),
                fields=("source",),
                name="link_merged_into_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticketlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", models.F("target")), _negated=True), name="link_joins_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticketlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("follows", False), ("kind", "child"), _connector="OR"), name="link_follows_a_parent"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticketlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at__isnull", True), ("ended_at__gte", models.F("made_at")), _connector="OR"),
                name="link_ends_after_it_began",
            ),
        ),
    ]
