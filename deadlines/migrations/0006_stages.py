"""A promise names its stages, each with those who are told of it, instead of percents alone.

Promises of the product get the stages that they would be shipped with today; a company's own keep their warnings, and
tell at their limit whom they told before. Nobody changes a published promise but a migration that adds to what it says.
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from deadlines.limits import parse_limit
from deadlines.stages import AT_THE_LIMIT, NEAR, Stage, percents, usual_stages

FREEZE = "ALTER TABLE deadlines_promise {} TRIGGER deadlines_promise_frozen"


def name_stages(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for promise in apps.get_model("deadlines", "Promise").objects.all():
        facts = {"kind": promise.kind, "milestone": promise.milestone, "statistic": promise.statistic}
        stages = list(usual_stages(parse_limit(promise.limit), **facts))
        if promise.org_id is not None:
            at_limit = Stage("breach", 0, NEAR) if promise.statistic == "average" else AT_THE_LIMIT
            stages = [*percents(promise.warn_points), at_limit]
        promise.stages = [stage.as_row() for stage in stages]
        promise.any_hour = promise.kind == "fault"
        promise.save(update_fields=["stages", "any_hour"])


def name_percents(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for promise in apps.get_model("deadlines", "Promise").objects.all():
        codes = [stage["stage"] for stage in promise.stages]
        promise.warn_points = [int(code.removeprefix("warn")) for code in codes if code.startswith("warn")]
        promise.save(update_fields=["warn_points"])


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0005_pauses")]

    operations = [
        migrations.AddField("promise", "stages", models.JSONField(default=list, blank=True)),
        migrations.AddField(
            "promise",
            "any_hour",
            models.BooleanField(default=False, help_text="told at night too, not only in the recipient's hours"),
        ),
        migrations.RunSQL(FREEZE.format("DISABLE"), FREEZE.format("ENABLE")),
        migrations.RunPython(name_stages, name_percents),
        migrations.RunSQL(FREEZE.format("ENABLE"), FREEZE.format("DISABLE")),
        migrations.RemoveField("promise", "warn_points"),
    ]
