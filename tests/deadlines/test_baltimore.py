"""Real requests of a real city: the engine's due time against the one in the city's own file, row by row."""

import csv
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from deadlines.calendar import due
from deadlines.limits import parse_limit
from tests.deadlines.halls import ALWAYS

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "baltimore_311"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the city's file (../shared/data/baltimore_311) is not here"
)

# The file has the wall clock of a zone with summer time and counts by the wall clock; a zone without it does the same.
ZONE = ZoneInfo("Asia/Shanghai")


def moment(text: str) -> datetime | None:
    return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=ZONE) if text else None


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_7337_of_7337_due_times_are_the_citys_own_and_1199_of_7278_were_closed_late():
    hours = {row["SRType"]: row["sla_hours"] for row in rows("sla_policy_derived.csv") if row["sla_hours"]}
    with_due = equal = closed = late = 0
    for row in rows("311_dev_2014-2017.csv"):
        promised = moment(row["DueDate"])
        if promised is None:
            continue
        with_due += 1
        limit = parse_limit(f"{float(hours[row['SRType']]):.0f}h")
        reckoned = due(moment(row["CreatedDate"]), limit, ALWAYS)
        equal += reckoned == promised
        ended = moment(row["CloseDate"])
        closed += ended is not None
        late += ended is not None and ended > reckoned
    assert (equal, with_due) == (7337, 7337)
    assert (late, closed) == (1199, 7278)
