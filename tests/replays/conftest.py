"""A log of the tests' own making, a mapping for it, and one way to walk it."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils.translation import override

from tests.imports.test_real_files import DATA
from tests.servers import PROJECT

ITALIAN = DATA / "helpdesk_italian" / "Helpdesk.csv"
SHIPPED = PROJECT / "docs" / "import" / "helpdesk-italian.toml"
MAPPING = """
source = "old-log"
[columns]
case = "单号"
activity = "活动"
at = "时间"
by = "人员"
[promises]
reply = "2d"
[pause]
why = "customer_papers"
review = "10d"
[steps."受理"]
new = "register"
any = "note"
[steps."接手"]
new = "register accept"
registered = "accept"
paused = "resume"
resolved = "reopen accept"
[steps."等待"]
any = "suspend"
[steps."答复"]
any = "reply"
[steps."办结"]
any = "close"
"""


class Log:
    """Events as `case activity day-of-March-2010 person`, and the command on them. `said` is what it printed last."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.said, self.complained = folder, "", ""

    def walk(self, events: str | Path, mapping: str | Path = MAPPING, **options: Any) -> dict[str, Any]:
        """Run the command in the test's own database and return its report."""
        report = self.folder / "report.json"
        report.unlink(missing_ok=True)
        out, err = io.StringIO(), io.StringIO()
        told = {"mapping": self._file("log.toml", mapping), "report": report, "here": True} | options
        try:
            call_command("replay_log", self._file("log.csv", events), stdout=out, stderr=err, **told)
        finally:
            self.said, self.complained = out.getvalue(), err.getvalue()
        return json.loads(report.read_text())

    def _file(self, name: str, content: str | Path) -> Path:
        if isinstance(content, Path):
            return content
        path = self.folder / name
        path.write_text(content if name.endswith("toml") else _as_csv(content), encoding="utf-8")
        return path


def _as_csv(events: str) -> str:
    lines = ["单号,活动,时间,人员"]
    for told in events.split(";"):
        case, activity, moment, person = told.split()
        day, _dot, hour = moment.partition(".")
        lines.append(f"{case},{activity},2010-03-{int(day):02} {int(hour or 9):02}:00:00,{person}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def log(tmp_path: Path, bare: None) -> Iterator[Log]:
    with override("en"):
        yield Log(tmp_path)
