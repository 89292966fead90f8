"""What the product ships about time: calendars with China's official days, 234 standards, its own defaults."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from deadlines.loading import load_shipped, unload_shipped


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    load_shipped(apps)


def unload(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    unload_shipped(apps)


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_first")]

    operations = [migrations.RunPython(load, unload)]
