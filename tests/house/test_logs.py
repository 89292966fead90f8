"""One JSON object a line; no link of a customer, no line of a stranger's making."""

import json
import logging
import sys

import pytest
from django.db import IntegrityError

from servicedesk.logs import JsonLines

PHONE = "13800001234"
TOKEN = "p7Qm2ZlUe3kS9xVbT4yRdA"


def line(message: str, *args: object, exc_info: object = None) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, args, exc_info)  # type: ignore[arg-type]
    return JsonLines().format(record)


@pytest.mark.parametrize("path", [f"/s/{TOKEN}/", f"/wall/{TOKEN}", f"/en/s/{TOKEN}/answer/?from=sms", f"/s/{TOKEN}'"])
def test_a_customers_link_never_stands_in_a_log(path: str) -> None:
    assert TOKEN not in line("Not Found: %s", path)


def test_other_paths_stand_as_they_are() -> None:
    assert (
        json.loads(line("Not Found: %s", "/tickets/031826112200007/"))["message"]
        == "Not Found: /tickets/031826112200007/"
    )


@pytest.mark.parametrize("trick", ["\n", "\r\n", "\x1b[2J", "\u2028", "\u202e", "\x00"])
def test_nobody_writes_a_second_line(trick: str) -> None:
    written = line("Bad host: %s", f"evil{trick}" + '{"level": "info"}')
    assert len(written.splitlines()) == 1
    assert trick not in json.loads(written)["message"]


def failed(error: Exception) -> str:
    try:
        raise error
    except Exception:  # noqa: BLE001 - whatever was given is what is told
        return json.loads(line("Internal Server Error: /intake/", exc_info=sys.exc_info()))["trace"]


def test_a_trace_tells_types_and_lines_but_quotes_no_data() -> None:
    told = failed(KeyError(PHONE))
    assert told.endswith("KeyError")
    assert "test_logs.py" in told
    assert PHONE not in told


def test_a_broken_constraint_is_named_without_its_row() -> None:
    first = 'duplicate key value violates unique constraint "customer_phone_once"'
    told = failed(IntegrityError(f"{first}\nDETAIL:  Key (phone)=({PHONE}) already exists."))
    assert told.endswith(first)
    assert PHONE not in told


def test_a_task_that_failed_is_told_without_its_error() -> None:
    context = {"name": "tickets.tasks.sweep", "id": "1", "exc": f"KeyError('{PHONE}')", "traceback": PHONE}
    written = line("Task %(name)s[%(id)s] raised unexpected: %(exc)s", context)
    assert json.loads(written)["message"] == "task tickets.tasks.sweep failed"


def test_only_the_level_of_the_record_is_told() -> None:
    assert set(json.loads(line("hello"))) == {"at", "level", "logger", "message"}
