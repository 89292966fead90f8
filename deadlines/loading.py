"""The standards, profiles and calendars that are shipped, from the product's own files into rows.

Migrations load them with the models of their own time, so everything here takes `apps` and asks it for models.
Loading twice changes nothing: what a code and version already name stays as it is.
"""

import json
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.utils.translation import gettext as _

from deadlines.limits import parse_limit
from deadlines.seeds import seeds
from deadlines.stages import usual_stages
from servicedesk.lib.refusals import Refusal

DATA = Path(__file__).parent / "data"
UNITS = {"minute": "m", "hour": "h", "day": "d", "business_day": "wd"}
RETENTION = frozenset({"retain"})
NOTICE = frozenset({"notice_ahead", "renotice_ahead", "notice_new_number_ahead"})
SHARED = (
    *("code", "name", "domain", "profile", "subject", "kind", "milestone", "area", "level"),
    *("statistic", "start", "stop", "source", "evidence", "verified", "note"),
)

Row = dict[str, Any]


class UnknownProfile(Refusal):
    """A profile that is not shipped."""

    code = "unknown_profile"

    def sentence(self) -> str:
        known = "、".join(profiles())
        return _("There is no profile “%(name)s”. Known: %(known)s.") % {"name": self.args[0], "known": known}


def read(name: str) -> Any:
    """One of the files in `data/`."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def sort_of(row: Row) -> str:
    """What a standard is: at most so many minutes, hours, days or working days is a `promise`, all else a measure."""
    if "limit" in row or (row["operator"] == "max" and row["unit"] in UNITS):
        return "promise"
    if row["milestone"] in RETENTION:
        return "retention"
    return "notice" if row["milestone"] in NOTICE else "target"


def limit_of(row: Row) -> str:
    """A promise's limit as text; the figure 0 days is written 0d, the same calendar day."""
    return str(row["limit"]) if "limit" in row else f"{row['value']}{UNITS[row['unit']]}"


def stages_of(row: Row, limit: str) -> list[Row]:
    """The usual stages of a shipped promise, as it keeps them."""
    facts = {name: row[name] for name in ("kind", "milestone", "statistic")}
    return [stage.as_row() for stage in usual_stages(parse_limit(limit), **facts)]


def promise_values(row: Row) -> Row:
    """The columns of a promise from a row of the file."""
    limit = limit_of(row)
    working = parse_limit(limit).is_working
    return {name: row[name] for name in SHARED} | {
        "limit": limit,
        "clock": "working" if working else "elapsed",
        "calendar": "cn-office" if working else "cn-24x7",
        "starts_on": row["starts_on"],
        "stages": stages_of(row, limit),
        "any_hour": row["kind"] == "fault",
    }


def measure_values(row: Row) -> Row:
    """The columns of a measure from a row of the file."""
    figures = {"operator": row["operator"], "value": Decimal(str(row["value"])), "unit": row["unit"]}
    return {name: row[name] for name in SHARED} | figures | {"sort": sort_of(row)}


def load_standards(apps: Apps) -> None:
    """Write the shipped promises and measures, each once."""
    rows = [*read("standards.json"), *read("defaults.json")]
    promises = [promise_values(row) for row in rows if sort_of(row) == "promise"]
    measures = [measure_values(row) for row in rows if sort_of(row) != "promise"]
    _write_missing(apps.get_model("deadlines", "Promise"), promises)
    _write_missing(apps.get_model("deadlines", "Measure"), measures)


def _write_missing(model: Any, rows: Iterable[Row]) -> None:
    known = set(model.objects.filter(org=None, version=1).values_list("code", flat=True))
    columns = {field.name for field in model._meta.get_fields()}  # the migrations ask with models of other times
    missing = [row for row in rows if row["code"] not in known]
    model.objects.bulk_create(
        model(version=1, **{name: told for name, told in row.items() if name in columns}) for row in missing
    )


def load_calendars(apps: Apps) -> None:
    """Write the shipped calendars with their days, each once."""
    calendars, days = apps.get_model("deadlines", "WorkCalendar"), apps.get_model("deadlines", "CalendarDay")
    for seed in seeds():
        key = {"org": None, "code": seed.code, "version": 1}
        if not calendars.objects.filter(**key).exists():
            calendar = calendars.objects.create(**key, **seed.columns)
            days.objects.bulk_create([days(calendar=calendar, **day._asdict()) for day in seed.days])


def load_pauses(apps: Apps) -> None:
    """Write the shipped lines on what may stand still, each once."""
    pauses = apps.get_model("deadlines", "PromisePause")
    known = set(pauses.objects.filter(org=None).values_list("kind", "milestone"))
    lines = [line for line in read("pauses.json") if (line["kind"], line["milestone"]) not in known]
    pauses.objects.bulk_create([pauses(**line) for line in lines])


def load_shipped(apps: Apps) -> None:
    """Everything the product ships about time: after this a company can adopt a profile."""
    load_calendars(apps)
    load_standards(apps)
    if "promisepause" in apps.all_models["deadlines"]:  # the first migration that loads is older than these
        load_pauses(apps)


def unload_shipped(apps: Apps) -> None:
    """Take the shipped rows away again: the way back of the migration."""
    for name in ("Promise", "Measure", "WorkCalendar"):
        apps.get_model("deadlines", name).objects.filter(org=None).delete()


@lru_cache(maxsize=1)
def profiles() -> dict[str, Row]:
    """The shipped profiles by code, each with a name and its lines in order."""
    shipped: dict[str, Row] = read("profiles.json")
    return shipped


def profile_lines(profile: str) -> list[Row]:
    """The lines of a profile as columns of policy rules, the promise by its code."""
    if profile not in profiles():
        raise UnknownProfile(profile)
    return [{"order": 10 * place, **line} for place, line in enumerate(profiles()[profile]["lines"], start=1)]
