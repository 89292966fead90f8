"""`manage.py due`: a contract for people and for machines."""

import json
import os
import subprocess
import sys
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
START = "2026-02-13T16:30+08:00"


def run(*words: str) -> str:
    out = StringIO()
    call_command("due", *words, stdout=out)
    return out.getvalue()


def ask(limit: str, calendar: str = "cn-office", start: str = START) -> dict:
    return json.loads(run("--limit", limit, "--calendar", calendar, "--start", start, "--json"))


def test_one_object_with_the_due_time_and_why():
    told = ask("5wd")
    assert set(told) == {"due_at", "limit", "calendar", "start", "why"}
    assert told["due_at"] == "2026-02-27T17:30:00+08:00"
    assert (told["limit"], told["calendar"]) == ("5wd", "cn-office")
    assert datetime.fromisoformat(told["start"]) == datetime.fromisoformat(START)


def test_why_leads_from_the_start_to_the_due_time_without_a_hole():
    told = ask("5wd")
    assert all(set(row) == {"from", "to", "counted_seconds", "note"} and row["note"] for row in told["why"])
    assert datetime.fromisoformat(told["why"][0]["from"]) == datetime.fromisoformat(START)
    assert told["why"][-1]["to"] == told["due_at"]
    assert [row["to"] for row in told["why"][:-1]] == [row["from"] for row in told["why"][1:]]
    assert sum(row["counted_seconds"] for row in told["why"]) == 5 * 7 * 3600
    assert told["why"][0]["counted_seconds"] == 0


@pytest.mark.parametrize(
    ("limit", "calendar", "due_at"),
    [
        ("45m", "cn-24x7", "2026-02-13T17:15:00+08:00"),
        ("24h", "cn-24x7", "2026-02-14T16:30:00+08:00"),
        ("24h", "cn-office", "2026-02-14T16:30:00+08:00"),
        ("7d", "cn-24x7", "2026-02-20T16:30:00+08:00"),
        ("0d", "cn-office", "2026-02-14T00:00:00+08:00"),
        ("8wh", "cn-office", "2026-02-14T17:30:00+08:00"),
        ("1wd", "cn-office", "2026-02-14T17:30:00+08:00"),
        ("5wd@same_time", "cn-office", "2026-02-27T16:30:00+08:00"),
        ("cut16:00", "cn-office", "2026-02-14T16:30:00+08:00"),
        ("24h@next_day", "cn-24x7", "2026-02-15T00:00:00+08:00"),
        ("8wh@next_open", "cn-office", "2026-02-24T09:30:00+08:00"),
        ("8h@not22:00-06:00", "cn-24x7", "2026-02-14T06:00:00+08:00"),
        ("±15m", "cn-24x7", "2026-02-13T16:45:00+08:00"),
        ("±15m@2026-02-14T10:00", "cn-24x7", "2026-02-14T10:15:00+08:00"),
    ],
)
def test_limits_of_every_sort(limit, calendar, due_at):
    assert ask(limit, calendar)["due_at"] == due_at


def test_a_start_in_another_zone_is_the_same_moment():
    assert ask("5wd", start="2026-02-13T08:30:00Z")["due_at"] == ask("5wd")["due_at"]


def test_without_json_it_is_told_to_people():
    told = run("--limit", "5wd", "--calendar", "cn-office", "--start", START)
    head, *rows = told.strip().splitlines()
    assert "5 个工作日内" in head and "2026-02-27 17:30" in head
    assert any("春节" in row for row in rows)


@pytest.mark.parametrize(
    ("limit", "calendar", "start", "named"),
    [
        ("soon", "cn-office", START, "soon"),
        ("5wd", "moon", START, "cn-office"),
        ("5wd", "cn-office", "tomorrow", "tomorrow"),
        ("5wd", "cn-office", "2026-02-13T16:30", "2026-02-13T16:30"),
        ("5wd", "cn-office", "2026-02-30T16:30+08:00", "2026-02-30"),
        ("5wd", "cn-office", "9999-12-31T23:59+08:00", "9999"),
        ("", "cn-office", START, "5wd"),
    ],
)
def test_what_cannot_be_read_is_exit_2_and_a_sentence(limit, calendar, start, named):
    out, err = StringIO(), StringIO()
    words = ("--limit", limit, "--calendar", calendar, "--start", start, "--json")
    with pytest.raises(SystemExit) as ended:
        call_command("due", *words, stdout=out, stderr=err)
    assert ended.value.code == 2
    assert out.getvalue() == ""
    assert named in err.getvalue() and len(err.getvalue().strip().splitlines()) == 1


@pytest.mark.slow
def test_the_command_itself_from_a_shell():
    told = connection.settings_dict
    database = f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
    env = os.environ | {"DATABASE_URL": database}
    command = [sys.executable, "manage.py", "due", "--calendar", "cn-office", "--start", START]
    good = subprocess.run([*command, "--limit", "5wd", "--json"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert (good.returncode, good.stderr) == (0, "")
    assert json.loads(good.stdout)["due_at"] == "2026-02-27T17:30:00+08:00"
    for words in (["--limit", "5 wombats"], []):
        bad = subprocess.run([*command, *words, "--json"], cwd=ROOT, env=env, capture_output=True, text=True)
        assert (bad.returncode, bad.stdout) == (2, "")
        assert bad.stderr.strip() and "Traceback" not in bad.stderr
