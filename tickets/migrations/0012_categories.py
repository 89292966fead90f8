"""The tree of categories: what closing asks for, what the counter says, every change kept, each hall's own nine digits."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids

SEALED = """
CREATE TRIGGER tickets_categoryversion_append_only BEFORE UPDATE OR DELETE ON tickets_categoryversion
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_hours"),
        ("tickets", "0011_hours"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CategoryVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("n", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("created", "Created"),
                            ("changed", "Changed"),
                            ("moved", "Moved"),
                            ("ordered", "Ordered"),
                            ("retired", "Retired"),
                            ("revived", "Revived"),
                            ("undone", "Undone"),
                            ("imported", "Imported"),
                            ("inherited", "Inherited"),
                        ],
                        max_length=10,
                    ),
                ),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("face", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["-n"],
            },
        ),
        migrations.CreateModel(
            name="ClosingSheet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("filled", models.JSONField(blank=True, default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="HallCategory",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digit", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["digit"],
            },
        ),
        migrations.AddField(
            model_name="category",
            name="checklist",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="category",
            name="duplicates",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="category",
            name="hint",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="category",
            name="knowledge",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="category",
            name="receipt",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="category",
            name="to_close",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="category",
            name="version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="category",
            name="hazards",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddIndex(
            model_name="category",
            index=models.Index(fields=["org", "parent", "position"], name="category_in_tree"),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent", None), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
                ),
                name="category_not_under_itself",
            ),
        ),
        migrations.AddField(
            model_name="categoryversion",
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
            model_name="categoryversion",
            name="category",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="tickets.category",
            ),
        ),
        migrations.AddField(
            model_name="categoryversion",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="category_version",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tickets.categoryversion",
            ),
        ),
        migrations.AddField(
            model_name="closingsheet",
            name="org",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="closingsheet",
            name="ticket",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="closing_sheet", to="tickets.ticket"
            ),
        ),
        migrations.AddField(
            model_name="closingsheet",
            name="version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tickets.categoryversion",
            ),
        ),
        migrations.AddField(
            model_name="hallcategory",
            name="category",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.category"
            ),
        ),
        migrations.AddField(
            model_name="hallcategory",
            name="hall",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="hallcategory",
            name="org",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddIndex(
            model_name="categoryversion",
            index=models.Index(fields=["org", "-at"], name="category_version_latest"),
        ),
        migrations.AddConstraint(
            model_name="categoryversion",
            constraint=models.UniqueConstraint(fields=("category", "n"), name="category_version_once"),
        ),
        migrations.AddConstraint(
            model_name="hallcategory",
            constraint=models.UniqueConstraint(fields=("hall", "digit"), name="hall_digit_once"),
        ),
        migrations.AddConstraint(
            model_name="hallcategory",
            constraint=models.UniqueConstraint(fields=("hall", "category"), name="hall_category_once"),
        ),
        migrations.AddConstraint(
            model_name="hallcategory",
            constraint=models.CheckConstraint(
                condition=models.Q(("digit__gte", 1), ("digit__lte", 9)), name="hall_digit_is_one"
            ),
        ),
        migrations.RunSQL(SEALED, "DROP TRIGGER tickets_categoryversion_append_only ON tickets_categoryversion;"),
    ]
