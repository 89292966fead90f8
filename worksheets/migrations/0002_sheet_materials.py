"""A work sheet takes materials and returns them, by the same lines as a report."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_wrong_links"),
        ("worksheets", "0001_sheets_and_stock"),
    ]

    operations = [
        migrations.AddField(
            model_name="materialline",
            name="is_undone",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="materialline",
            name="work_sheet",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="worksheets.worksheet",
            ),
        ),
        migrations.AlterField(
            model_name="materialline",
            name="sheet",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="worksheets.returnsheet",
            ),
        ),
        migrations.AddConstraint(
            model_name="materialline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sheet__isnull", False), ("work_sheet__isnull", True)),
                    models.Q(("sheet__isnull", True), ("work_sheet__isnull", False)),
                    _connector="OR",
                ),
                name="material_line_of_one",
            ),
        ),
    ]
