"""Working time as a table. Every date is one of the real Chinese calendar of 2025 and 2026."""

from datetime import UTC, date, datetime, timedelta

import pytest

from deadlines.calendar import NoWorkingTime, due, earliest, warn_at
from deadlines.hours import Calendar, Day, ImpossibleCalendar, Shift, read_shifts
from deadlines.limits import parse_limit
from tests.deadlines.halls import ALWAYS, NEVER, NOTICES, OFFICE, OFFICE_DAY, SATURDAY_MORNING, hall

ELAPSED = [
    ("2026-02-14 23:40", "45m", "2026-02-15 00:25"),
    ("2026-02-28 10:00", "24h", "2026-03-01 10:00"),
    ("2024-02-28 10:00", "24h", "2024-02-29 10:00"),
    ("2026-12-31 23:30", "7d", "2027-01-07 23:30"),
    ("2026-03-02 09:00", "0h", "2026-03-02 09:00"),
    # The same calendar day: until its last moment, whenever it began.
    ("2026-03-02 00:00", "0d", "2026-03-03 00:00"),
    ("2026-03-02 09:00", "0d", "2026-03-03 00:00"),
    ("2026-03-02 23:59", "0d", "2026-03-03 00:00"),
    ("2026-03-02 09:00", "1d@12:00", "2026-03-03 12:00"),
    ("2026-03-02 09:00", "0d@12:00", "2026-03-02 12:00"),
    ("2026-03-02 13:00", "0d@12:00", "2026-03-02 13:00"),
    # Cut-offs.
    ("2026-03-02 15:59", "cut16:00", "2026-03-03 00:00"),
    ("2026-03-02 16:00", "cut16:00", "2026-03-03 16:00"),
    ("2026-03-02 18:59", "cut19:00/4h/1d@12:00", "2026-03-02 22:59"),
    ("2026-03-02 19:00", "cut19:00/4h/1d@12:00", "2026-03-03 12:00"),
    ("2026-03-06 15:00", "cut16:00/1wd/2wd", "2026-03-09 17:30"),
    ("2026-03-06 16:00", "cut16:00/1wd/2wd", "2026-03-10 17:30"),
]

WORKING_DAYS = [
    # A plain week, at any hour: the day of the start does not count.
    ("2026-03-02 09:00", "1wd", "2026-03-03 17:30"),
    ("2026-03-02 00:00", "1wd", "2026-03-03 17:30"),
    ("2026-03-02 23:59", "1wd", "2026-03-03 17:30"),
    ("2026-03-02 09:00", "5wd", "2026-03-09 17:30"),
    # Friday, Saturday and Sunday all have Monday as day 1.
    ("2026-03-06 16:30", "1wd", "2026-03-09 17:30"),
    ("2026-03-07 10:00", "1wd", "2026-03-09 17:30"),
    ("2026-03-08 23:00", "1wd", "2026-03-09 17:30"),
    # Spring Festival 2026: Saturday 14 February and Saturday 28 February are worked, 15 to 23 are not.
    ("2026-02-13 16:30", "1wd", "2026-02-14 17:30"),
    ("2026-02-13 16:30", "2wd", "2026-02-24 17:30"),
    ("2026-02-13 16:30", "5wd", "2026-02-27 17:30"),
    ("2026-02-13 16:30", "6wd", "2026-02-28 17:30"),
    ("2026-02-18 12:00", "1wd", "2026-02-24 17:30"),
    ("2026-02-27 17:30", "1wd", "2026-02-28 17:30"),
    ("2026-02-28 09:00", "1wd", "2026-03-02 17:30"),
    # National Day 2025 ran to the 8th with the Saturday after it worked; Sunday 28 September was worked too.
    ("2025-09-26 10:00", "1wd", "2025-09-28 17:30"),
    ("2025-09-30 10:00", "3wd", "2025-10-11 17:30"),
    # New Year 2026: Sunday 4 January was worked.
    ("2025-12-31 10:00", "1wd", "2026-01-04 17:30"),
    ("2026-09-19 10:00", "1wd", "2026-09-20 17:30"),
    ("2026-04-30 10:00", "5wd", "2026-05-11 17:30"),
    # The same time of day, moved back into opening hours.
    ("2026-03-02 09:15", "5wd@same_time", "2026-03-09 09:15"),
    ("2026-03-02 12:30", "1wd@same_time", "2026-03-03 12:00"),
    ("2026-03-02 14:00", "1wd@same_time", "2026-03-03 14:00"),
    ("2026-03-02 08:30", "1wd@same_time", "2026-03-03 08:30"),
    ("2026-03-02 20:00", "1wd@same_time", "2026-03-03 17:30"),
    ("2026-03-02 06:00", "1wd@same_time", "2026-03-03 08:30"),
    ("2026-03-07 10:00", "1wd@same_time", "2026-03-09 10:00"),
]

OPENING_HOURS = [
    ("2026-03-02 08:30", "1wh", "2026-03-02 09:30"),
    ("2026-03-02 07:00", "1wh", "2026-03-02 09:30"),
    ("2026-03-02 11:30", "1wh", "2026-03-02 14:30"),
    ("2026-03-02 12:30", "1wh", "2026-03-02 15:00"),
    ("2026-03-02 17:00", "1wh", "2026-03-03 09:00"),
    ("2026-03-06 17:00", "1wh", "2026-03-09 09:00"),
    ("2026-02-14 17:00", "1wh", "2026-02-24 09:00"),
    ("2026-03-02 08:30", "8wh", "2026-03-03 09:30"),
    # Used up exactly at the break or at closing: it ends there.
    ("2026-03-02 11:00", "1wh", "2026-03-02 12:00"),
    ("2026-03-02 16:30", "1wh", "2026-03-02 17:30"),
    ("2026-03-02 08:30", "7wh", "2026-03-02 17:30"),
    ("2026-03-02 17:30", "1wh", "2026-03-03 09:30"),
    ("2026-03-02 12:00", "1wh", "2026-03-02 15:00"),
    ("2026-03-02 13:00", "0wh", "2026-03-02 13:00"),
]

NEXT_DAY = [
    ("2026-03-02 09:00", "24h@next_day", "2026-03-04 00:00"),
    ("2026-03-02 00:00", "24h@next_day", "2026-03-04 00:00"),
    ("2026-03-02 23:59", "2d@next_day", "2026-03-05 00:00"),
    ("2026-03-06 09:00", "2wh@next_day", "2026-03-09 10:30"),
    ("2026-03-02 09:00", "24h@next_open", "2026-03-04 08:30"),
    ("2026-03-06 09:00", "30m@next_open", "2026-03-09 09:00"),
    # Saturday 14 February is worked, the next opening is after the Spring Festival.
    ("2026-02-13 09:00", "4wh@next_open", "2026-02-14 14:30"),
    ("2026-02-14 09:00", "4wh@next_open", "2026-02-24 14:30"),
    ("2026-02-14 09:00", "0h@next_open", "2026-02-24 08:30"),
]
FORBIDDEN = [
    # No gas is let in again between 22:00 and 06:00.
    ("2026-03-02 09:00", "12h@not22:00-06:00", "2026-03-02 21:00"),
    ("2026-03-02 10:00", "12h@not22:00-06:00", "2026-03-02 22:00"),
    ("2026-03-02 10:01", "12h@not22:00-06:00", "2026-03-03 06:00"),
    ("2026-03-02 17:59", "12h@not22:00-06:00", "2026-03-03 06:00"),
    ("2026-03-02 18:00", "12h@not22:00-06:00", "2026-03-03 06:00"),
    ("2026-03-02 18:01", "12h@not22:00-06:00", "2026-03-03 06:01"),
    ("2026-03-02 23:30", "2h@not22:00-06:00", "2026-03-03 06:00"),
    ("2026-03-02 23:00", "0h@not22:00-06:00", "2026-03-03 06:00"),
    ("2026-03-02 09:00", "0d@not22:00-06:00", "2026-03-03 06:00"),
    ("2026-03-02 09:00", "0d@not22:00-24:00", "2026-03-03 00:00"),
    ("2026-03-02 09:00", "4h@not12:00-14:00", "2026-03-02 14:00"),
    ("2026-03-02 09:00", "5wd@not17:00-18:00", "2026-03-09 18:00"),
    ("2026-03-02 19:30", "cut19:00/4h/3h@not22:00-06:00", "2026-03-03 06:00"),
]
APPOINTMENTS = [
    ("2026-03-02 09:00", "±15m@2026-03-03T10:00", "2026-03-03 10:15"),
    ("2026-03-02 09:00", "±2h@2026-03-03T10:00", "2026-03-03 12:00"),
    ("2026-03-02 09:00", "±15m", "2026-03-02 09:15"),
    # Agreed upon when the window was over already: due at once.
    ("2026-03-03 11:00", "±15m@2026-03-03T10:00", "2026-03-03 11:00"),
]


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [*ELAPSED, *WORKING_DAYS, *OPENING_HOURS, *NEXT_DAY, *FORBIDDEN, *APPOINTMENTS],
)
def test_when_a_limit_is_due(start, limit, expected):
    assert due(hall(start), parse_limit(limit), OFFICE) == hall(expected)


def test_the_zone_of_the_start_does_not_matter_only_the_moment():
    late_on_friday = datetime(2026, 3, 6, 17, 0, tzinfo=UTC)  # 01:00 on Saturday in the hall
    assert due(late_on_friday, parse_limit("0d"), OFFICE) == hall("2026-03-08 00:00")
    assert due(late_on_friday, parse_limit("1wd"), OFFICE) == hall("2026-03-09 17:30")


def test_a_due_time_is_told_in_hall_time():
    assert (
        due(datetime(2026, 3, 6, 1, 0, tzinfo=UTC), parse_limit("1h"), OFFICE).isoformat()
        == "2026-03-06T10:00:00+08:00"
    )


def test_a_moment_without_a_zone_is_not_counted():
    with pytest.raises(ValueError, match="zone"):
        due(datetime(2026, 3, 6, 9, 0), parse_limit("5wd"), OFFICE)  # noqa: DTZ001


def test_round_the_clock_a_working_day_is_a_calendar_day():
    assert due(hall("2026-02-16 10:00"), parse_limit("1wd"), ALWAYS) == hall("2026-02-18 00:00")
    assert due(hall("2026-02-16 10:00"), parse_limit("30wh"), ALWAYS) == hall("2026-02-17 16:00")


def test_special_hours_close_that_day_earlier():
    eve = {**NOTICES, date(2026, 3, 3): Day((Shift(8 * 60 + 30, 12 * 60),), "半天")}
    calendar = Calendar("half", 1, OFFICE.weekly, eve)
    assert due(hall("2026-03-02 10:00"), parse_limit("1wd"), calendar) == hall("2026-03-03 12:00")
    assert due(hall("2026-03-03 11:30"), parse_limit("1wh"), calendar) == hall("2026-03-04 09:00")


def test_a_hall_open_on_saturday_mornings_counts_them():
    calendar = Calendar("six-days", 1, (OFFICE_DAY,) * 5 + (SATURDAY_MORNING, ()))
    assert due(hall("2026-03-06 10:00"), parse_limit("1wd"), calendar) == hall("2026-03-07 12:00")
    assert due(hall("2026-03-06 17:00"), parse_limit("1wh"), calendar) == hall("2026-03-07 09:30")


def test_a_night_shift_is_two_shifts():
    calendar = Calendar("night", 1, ((Shift(0, 6 * 60), Shift(22 * 60, 24 * 60)),) * 7)
    assert due(hall("2026-03-02 23:00"), parse_limit("2wh"), calendar) == hall("2026-03-03 01:00")


@pytest.mark.parametrize("limit", ["1wd", "8wh", "1wd@same_time", "24h@next_open"])
def test_a_calendar_without_an_open_day_is_an_error_not_an_endless_loop(limit):
    with pytest.raises(NoWorkingTime) as refused:
        due(hall("2026-03-02 09:00"), parse_limit(limit), NEVER)
    assert "never" in refused.value.sentence()
    assert refused.value.code == "no_working_time"


def test_a_hall_closed_for_longer_than_it_can_be_said_is_an_error():
    closed = {date(2026, 3, 2) + timedelta(days=ahead): Day(()) for ahead in range(402)}
    with pytest.raises(NoWorkingTime):
        due(hall("2026-03-02 09:00"), parse_limit("1wd"), Calendar("shut", 1, OFFICE.weekly, closed))


def test_an_elapsed_limit_needs_no_open_day():
    assert due(hall("2026-03-02 09:00"), parse_limit("24h"), NEVER) == hall("2026-03-03 09:00")


@pytest.mark.parametrize(
    "shifts",
    [
        (Shift(600, 600),),
        (Shift(700, 600),),
        (Shift(600, 720), Shift(700, 800)),
        (Shift(600, 1441),),
        (Shift(-1, 60),),
        (Shift(840, 1050), Shift(510, 720)),
    ],
)
def test_hours_that_nobody_can_keep_are_refused(shifts):
    with pytest.raises(ImpossibleCalendar):
        Calendar("bad", 1, (shifts,) * 7)


def test_a_week_has_seven_days():
    with pytest.raises(ImpossibleCalendar):
        Calendar("short", 1, (OFFICE_DAY,) * 5)


@pytest.mark.parametrize("pairs", [[["8:30", "noon"]], [["25:00", "26:00"]], [["12:00", "08:30"]]])
def test_shifts_that_cannot_be_read_are_refused(pairs):
    with pytest.raises(ImpossibleCalendar):
        read_shifts(pairs)


@pytest.mark.parametrize(
    ("start", "limit", "percent", "expected"),
    [
        ("2026-03-02 09:00", "60m", 50, "2026-03-02 09:30"),
        ("2026-03-02 09:00", "5wd", 80, "2026-03-06 17:30"),
        ("2026-03-02 09:00", "5wd", 50, "2026-03-05 12:00"),
        ("2026-03-06 17:00", "2wh", 50, "2026-03-09 09:00"),
        ("2026-03-02 12:00", "0d", 50, "2026-03-02 18:00"),
        ("2026-03-02 12:00", "cut16:00", 50, "2026-03-02 18:00"),
        ("2026-03-02 12:00", "24h@next_day", 50, "2026-03-03 12:00"),
        # A warning may come at night: it is the work that must wait.
        ("2026-03-02 15:00", "10h@not22:00-06:00", 80, "2026-03-02 23:00"),
        ("2026-03-02 09:00", "±15m@2026-03-02T10:45", 50, "2026-03-02 10:00"),
    ],
)
def test_a_warning_comes_at_its_share_of_the_limits_own_clock(start, limit, percent, expected):
    assert warn_at(hall(start), parse_limit(limit), OFFICE, percent) == hall(expected)


def test_an_appointment_has_a_moment_before_which_it_is_too_early():
    agreed = parse_limit("±15m@2026-03-03T10:00")
    assert earliest(hall("2026-03-02 09:00"), agreed, OFFICE) == hall("2026-03-03 09:45")
    assert earliest(hall("2026-03-03 10:00"), parse_limit("±15m"), OFFICE) == hall("2026-03-03 09:45")
    assert earliest(hall("2026-03-02 09:00"), parse_limit("45m"), OFFICE) is None
