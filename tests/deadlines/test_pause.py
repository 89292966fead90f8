"""A pause is arithmetic: what was used stays used, what is left runs on from the resumption."""

from datetime import timedelta

import pytest

from deadlines.calendar import add, counted, due, remaining, warn_at, whole
from deadlines.limits import parse_limit
from tests.deadlines.halls import OFFICE, hall


def due_after(start: str, limit_text: str, *pauses: tuple[str, str]) -> str:
    """When a limit is due whose clock stood still during `pauses`."""
    limit, begin, used = parse_limit(limit_text), hall(start), timedelta()
    resumed = begin
    for paused, again in pauses:
        used += counted(resumed, hall(paused), limit, OFFICE, started=begin)
        resumed = hall(again)
    end = add(resumed, remaining(begin, used, limit, OFFICE), limit, OFFICE, started=begin)
    return end.strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("start", "limit", "pauses", "expected"),
    [
        ("2026-03-02 09:00", "24h", [], "2026-03-03 09:00"),
        ("2026-03-02 09:00", "24h", [("2026-03-02 10:00", "2026-03-02 12:00")], "2026-03-03 11:00"),
        ("2026-03-02 09:00", "8wh", [("2026-03-02 10:00", "2026-03-02 11:00")], "2026-03-03 11:00"),
        # In the break and at night no opening hour passes, so a pause there costs nothing.
        ("2026-03-02 09:00", "8wh", [("2026-03-02 12:10", "2026-03-02 13:50")], "2026-03-03 10:00"),
        # A pause of whole days moves working days by whole days, to closing time.
        ("2026-03-02 09:00", "5wd", [("2026-03-03 17:30", "2026-03-05 17:30")], "2026-03-11 17:30"),
        ("2026-03-02 09:00", "5wd", [("2026-03-04 08:30", "2026-03-05 08:30")], "2026-03-10 17:30"),
        # On the day of the start nothing counts yet: resumed the same day, nothing is lost and nothing won.
        ("2026-03-02 09:00", "5wd", [("2026-03-02 10:00", "2026-03-02 15:00")], "2026-03-09 17:30"),
        # One hour of pause is one hour of opening, at the end of the last day.
        ("2026-03-02 09:00", "5wd", [("2026-03-03 10:00", "2026-03-03 11:00")], "2026-03-10 09:30"),
        # Over the Spring Festival.
        ("2026-02-13 16:30", "5wd", [("2026-02-14 17:30", "2026-02-24 17:30")], "2026-02-28 17:30"),
        # Started at an opening, the same time of day stays an opening.
        ("2026-03-02 08:30", "1wd@same_time", [("2026-03-02 09:00", "2026-03-02 09:00")], "2026-03-03 08:30"),
        ("2026-03-02 08:30", "1wd@same_time", [("2026-03-02 09:00", "2026-03-03 09:00")], "2026-03-04 08:30"),
        ("2026-03-02 14:00", "2wd@same_time", [("2026-03-02 15:00", "2026-03-03 15:00")], "2026-03-05 14:00"),
        ("2026-03-02 09:15", "2wd@same_time", [("2026-03-02 10:00", "2026-03-02 11:00")], "2026-03-04 10:15"),
        ("2026-03-02 09:00", "0d", [("2026-03-02 10:00", "2026-03-02 12:00")], "2026-03-03 02:00"),
        # What is left runs on, and the end stays out of the forbidden hours.
        ("2026-03-02 09:00", "12h@not22:00-06:00", [("2026-03-02 10:00", "2026-03-02 12:00")], "2026-03-03 06:00"),
        ("2026-03-02 09:00", "12h@not22:00-06:00", [("2026-03-02 10:00", "2026-03-02 20:00")], "2026-03-03 07:00"),
        # Paused before the count begins, nothing is lost.
        ("2026-03-02 09:00", "24h@next_day", [("2026-03-02 10:00", "2026-03-02 20:00")], "2026-03-04 00:00"),
        ("2026-03-02 09:00", "24h@next_day", [("2026-03-02 10:00", "2026-03-03 02:00")], "2026-03-04 02:00"),
        # Twice.
        (
            *("2026-03-02 09:00", "4h"),
            [("2026-03-02 10:00", "2026-03-02 11:00"), ("2026-03-02 12:00", "2026-03-02 14:00")],
            "2026-03-02 16:00",
        ),
    ],
)
def test_a_clock_that_stood_still(start, limit, pauses, expected):
    assert due_after(start, limit, *pauses) == expected


def test_a_pause_at_the_very_end_is_due_at_once_when_it_resumes():
    assert due_after("2026-03-02 09:00", "24h", ("2026-03-03 09:00", "2026-03-04 12:00")) == "2026-03-04 12:00"


def test_a_thousand_pauses_of_no_length_still_end_at_closing_time():
    limit, start = parse_limit("3wd"), hall("2026-03-02 09:00")
    used, resumed = timedelta(), start
    for number in range(1, 1000):
        paused = start + number * timedelta(minutes=4, seconds=7, microseconds=number)
        used += counted(resumed, paused, limit, OFFICE, started=start)
        resumed = paused
    assert add(resumed, remaining(start, used, limit, OFFICE), limit, OFFICE, started=start) == due(
        start, limit, OFFICE
    )


def test_a_warning_after_a_pause_keeps_its_share():
    limit, start = parse_limit("10wd"), hall("2026-03-02 09:00")
    used = counted(start, hall("2026-03-04 17:30"), limit, OFFICE)
    rest = remaining(start, used, limit, OFFICE, percent=50)
    assert add(hall("2026-03-11 17:30"), rest, limit, OFFICE, started=start) == hall("2026-03-16 17:30")
    assert warn_at(start, limit, OFFICE, 50) == hall("2026-03-09 17:30")


def test_a_working_day_weighs_a_day_however_long_it_is():
    limit = parse_limit("5wd")
    assert whole(hall("2026-03-02 09:00"), limit, OFFICE) == timedelta(days=5)
    assert counted(hall("2026-03-02 09:00"), hall("2026-03-03 12:00"), limit, OFFICE) == timedelta(hours=12)


def test_time_before_the_start_counts_nothing():
    for text in ("24h", "8wh", "5wd"):
        assert counted(hall("2026-03-03 09:00"), hall("2026-03-02 09:00"), parse_limit(text), OFFICE) == timedelta()
