"""The shipped promise of emergency duty, for databases that were there before it."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from deadlines.loading import load_standards


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # A database without any standard is set up later, all at once.
    if apps.get_model("deadlines", "Promise").objects.exists():
        load_standards(apps)


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0012_application_steps")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
