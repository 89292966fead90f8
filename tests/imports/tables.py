"""Small tables and mappings of the tests' own making, and one way to import them."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

HEAD = ("编号", "类型", "状态", "受理时间", "办结时间", "到期时间", "内容", "姓名", "电话")
MAPPING = """
source = "old-desk"
repeats = "内容"

[number]
column = "编号"
pattern = 'W\\d+'

[kind]
default = "enquiry"

[type]
column = "类型"

[status]
column = "状态"
[status.values]
"已办结" = "closed"
"处理中" = "registered"
"已撤回" = "withdrawn"

[times]
registered_at = "受理时间"
closed_at = "办结时间"
due_at = "到期时间"

[texts]
title = "类型"
description = "内容"

[contact]
name = "姓名"
phone = "电话"

[promises]
type = "类型"
hours = "小时"
"""
POLICY = "类型,小时\n电费,24\n过户,0\n"


def row(number: str, **cells: str) -> dict[str, str]:
    """A good row, closed after an hour, with some cells changed."""
    usual = {"类型": "电费", "状态": "已办结", "受理时间": "2025-03-03 09:00:00", "办结时间": "2025-03-03 10:00:00"}
    return dict.fromkeys(HEAD, "") | {"编号": number, "内容": f"内容 {number}"} | usual | cells


def as_csv(rows: Sequence[dict[str, str]], head: Sequence[str] = HEAD) -> str:
    """The rows as text with commas; cells with commas or ends of lines are quoted."""
    quoted = [
        [f'"{cell}"' if set(",\n") & set(cell) else cell for cell in (one[name] for name in head)] for one in rows
    ]
    return "".join(f"{','.join(cells)}\n" for cells in [list(head), *quoted])


@dataclass
class Desk:
    """A folder with files, and the command on them. `said` is what it printed last."""

    folder: Path
    said: str = ""
    complained: str = ""

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def bring(
        self, table: str | bytes | Path | Sequence[dict[str, str]], mapping: str = MAPPING, **options: Any
    ) -> dict[str, Any]:
        """Run the command and return its report."""
        if isinstance(table, list):
            table = as_csv(table)
        path = table if isinstance(table, Path) else self.file("table.csv", table)
        report = self.folder / "report.json"
        report.unlink(missing_ok=True)
        if isinstance(options.get("promises"), str):
            options["promises"] = self.file("policy.csv", options["promises"])
        out, err = io.StringIO(), io.StringIO()
        told = {"mapping": self.file("mapping.toml", mapping), "report": report, "hall": "CN"} | options
        try:
            call_command("import_tickets", path, stdout=out, stderr=err, **told)
        finally:
            self.said, self.complained = out.getvalue(), err.getvalue()
        return json.loads(report.read_text())

    def refused(self, table: Any, mapping: str = MAPPING, **options: Any) -> str:
        """Run the command on something unusable and return the sentence it says."""
        with pytest.raises(SystemExit) as stopped:
            self.bring(table, mapping, **options)
        assert stopped.value.code == 2
        assert "Traceback" not in self.complained
        return self.complained


def reasons(report: dict[str, Any]) -> list[tuple[int, str]]:
    return [(refusal["row"], refusal["reason"]) for refusal in report["refusals"]]
