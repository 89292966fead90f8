"""In whose hours: at once while they are there, else when their hours begin."""

from datetime import datetime

import pytest

from deadlines.hours import ROUND_THE_CLOCK, Calendar
from deadlines.reach import told_from
from tests.deadlines.halls import OFFICE


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2026-03-16T09:00", "2026-03-16T09:00"),
        ("2026-03-16T08:30", "2026-03-16T08:30"),
        ("2026-03-16T12:00", "2026-03-16T12:00"),
        ("2026-03-16T13:00", "2026-03-16T14:00"),
        ("2026-03-16T17:30", "2026-03-16T17:30"),
        ("2026-03-16T17:59", "2026-03-16T17:59"),
        ("2026-03-16T18:30", "2026-03-17T08:30"),
        ("2026-03-16T02:00", "2026-03-16T08:30"),
        ("2026-03-20T23:00", "2026-03-23T08:30"),
        ("2026-02-14T23:00", "2026-02-24T08:30"),
    ],
)
def test_told_at_once_in_the_hours_and_just_after_them_else_at_the_opening(moment, told):
    at = datetime.fromisoformat(f"{moment}:00+08:00")

    assert told_from(at, OFFICE) == datetime.fromisoformat(f"{told}:00+08:00")


def test_round_the_clock_is_always_now():
    at = datetime.fromisoformat("2026-03-16T03:00:00+08:00")

    assert told_from(at, Calendar("cn-24x7", 1, ROUND_THE_CLOCK)) == at


def test_hours_that_never_come_put_nothing_off():
    at = datetime.fromisoformat("2026-03-16T03:00:00+08:00")

    assert told_from(at, Calendar("closed", 1, ((),) * 7)) == at
