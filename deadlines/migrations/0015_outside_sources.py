"""The shipped promises to regulators and the hotlines of governments, for databases that were there before them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from deadlines.loading import load_standards


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # A database without any standard is set up later, all at once.
    if apps.get_model("deadlines", "Promise").objects.exists():
        load_standards(apps)


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0014_review_of_reports")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
