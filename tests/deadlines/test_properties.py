"""The arithmetic against an oracle that walks minute by minute and knows nothing of intervals."""

import os
from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from deadlines.calendar import add, allowed, counted, due, remaining, used_up, warn_at, whole
from deadlines.hours import Calendar, Day, Shift
from deadlines.limits import CUT_OFF, Limit, clock_text, parse_limit
from deadlines.walking import at_hall, hall_time
from deadlines.why import explain
from tests.deadlines.halls import ZONE

# How many times more examples than a developer waits for: FULL=1 (or THOROUGH=50) before a release.
THOROUGH = int(os.environ.get("THOROUGH", "20" if os.environ.get("FULL") == "1" else "1"))
MINUTE = timedelta(minutes=1)
FIRST = date(2026, 1, 26)
BEGINS = ("next_day", "next_open")


@st.composite
def shift_lists(draw, most: int = 3):
    marks = sorted(draw(st.sets(st.integers(0, 96), max_size=2 * most)))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return tuple(Shift(15 * opens, 15 * closes) for opens, closes in pairs)


@st.composite
def calendars(draw):
    weekly = tuple(draw(shift_lists()) for _day in range(7))
    special = draw(st.dictionaries(st.integers(0, 20), shift_lists(), max_size=4))
    days = {FIRST + timedelta(days=ahead): Day(shifts) for ahead, shifts in special.items()}
    assume(any(weekly))
    return Calendar("any", 1, weekly, days)


moments = st.integers(0, 14 * 24 * 60).map(lambda minute: datetime(2026, 1, 26, tzinfo=ZONE) + minute * MINUTE)
finer = st.timedeltas(timedelta(0), timedelta(days=6))
limits = st.one_of(
    st.integers(0, 9_000).map(lambda n: Limit(n, "m")),
    st.integers(0, 200).map(lambda n: Limit(n, "h")),
    st.integers(1, 30).map(lambda n: Limit(n, "d")),
    st.integers(0, 40).map(lambda n: Limit(n, "wh")),
    st.integers(1, 8).map(lambda n: Limit(n, "wd")),
    st.integers(1, 8).map(lambda n: Limit(n, "wd", same_time=True)),
    st.tuples(st.integers(0, 3), st.integers(0, 1440)).map(lambda pair: Limit(pair[0], "d", clock_time=pair[1])),
)
quarter = st.integers(0, 95).map(lambda n: 15 * n)
nights = st.tuples(quarter, quarter).filter(lambda pair: pair[0] != pair[1])
elapsed = st.integers(0, 9_000).map(lambda n: Limit(n, "m"))
put_off = st.tuples(st.one_of(elapsed, st.integers(0, 40).map(lambda n: Limit(n, "wh"))), st.sampled_from(BEGINS)).map(
    lambda pair: replace(pair[0], begins=pair[1])
)
agreed = st.one_of(st.none(), moments.map(lambda moment: moment.replace(tzinfo=None)))
windows = st.tuples(st.integers(1, 600), agreed).map(lambda pair: Limit(pair[0], "m", window=True, agreed=pair[1]))
plain, limits = (
    limits,
    st.one_of(
        limits,
        put_off,
        windows,
        st.tuples(st.one_of(limits, put_off), nights).map(lambda pair: replace(pair[0], forbidden=pair[1])),
    ),
)
continuous = plain.filter(lambda limit: limit.clock_time is None and not limit.same_time)


def is_open(moment: datetime, calendar: Calendar) -> bool:
    """Whether the minute that begins at `moment` is an open one."""
    shifts = (
        calendar.days[moment.date()].shifts if moment.date() in calendar.days else calendar.weekly[moment.weekday()]
    )
    return any(shift.opens <= moment.hour * 60 + moment.minute < shift.closes for shift in shifts)


def walk_hours(start: datetime, hours: int, calendar: Calendar) -> datetime:
    """Let open minutes pass one by one; the limit ends with the last of them."""
    left, moment = hours * 60, start
    while left:
        left -= is_open(moment, calendar)
        moment += MINUTE
    return moment


def walk_days(start: datetime, working_days: int, calendar: Calendar) -> datetime:
    """Go minute by minute from the midnight after the start; the n-th day with an open minute ends with its last one."""
    moment = (start + timedelta(days=1)).replace(hour=0, minute=0)
    seen: set[date] = set()
    last = moment
    while len(seen) < working_days or moment.date() in seen:
        if is_open(moment, calendar):
            seen.add(moment.date())
            last = moment + MINUTE
        moment += MINUTE
    return last


@settings(max_examples=25 * THOROUGH, deadline=None)
@given(calendar=calendars(), start=moments, hours=st.integers(0, 30))
def test_opening_hours_agree_with_the_oracle(calendar, start, hours):
    assert due(start, Limit(hours, "wh"), calendar) == walk_hours(start, hours, calendar)


@settings(max_examples=25 * THOROUGH, deadline=None)
@given(calendar=calendars(), start=moments, working_days=st.integers(1, 6))
def test_working_days_agree_with_the_oracle(calendar, start, working_days):
    assert due(start, Limit(working_days, "wd"), calendar) == walk_days(start, working_days, calendar)


def walk_on(start: datetime, minutes: int) -> datetime:
    """Minute by minute on the wall clock."""
    for _minute in range(minutes):
        start += MINUTE
    return start


def walk_to_next(start: datetime, begins: str, calendar: Calendar) -> datetime:
    """The midnight after the start, or the first open minute from there on."""
    moment = start + MINUTE
    while moment.hour or moment.minute:
        moment += MINUTE
    while begins == "next_open" and not is_open(moment, calendar):
        moment += MINUTE
    return moment


def walk_out(moment: datetime, forbidden: tuple[int, int]) -> datetime:
    """Minute by minute out of the forbidden hours; their first moment itself is free."""
    begins, ends = forbidden

    def is_forbidden(minute: int) -> bool:
        return begins < minute < ends if begins < ends else minute > begins or minute < ends

    while is_forbidden(moment.hour * 60 + moment.minute):
        moment += MINUTE
    return moment


@settings(max_examples=20 * THOROUGH, deadline=None)
@given(calendar=calendars(), start=moments, limit=put_off)
def test_a_count_put_off_agrees_with_the_oracle(calendar, start, limit):
    begun = walk_to_next(start, limit.begins, calendar)
    walked = walk_hours(begun, limit.amount, calendar) if limit.unit == "wh" else walk_on(begun, limit.amount)
    assert due(start, limit, calendar) == walked


@settings(max_examples=25 * THOROUGH, deadline=None)
@given(calendar=calendars(), start=moments, limit=limits, forbidden=nights)
def test_forbidden_hours_agree_with_the_oracle(calendar, start, limit, forbidden):
    assume(not limit.window)
    free = used_up(start, limit, calendar)
    assert due(start, replace(limit, forbidden=forbidden), calendar) == walk_out(free, forbidden)


@settings(max_examples=25 * THOROUGH, deadline=None)
@given(calendar=calendars(), start=moments, limit=windows)
def test_an_appointment_ends_with_its_window_or_at_once(calendar, start, limit):
    agreed = start if limit.agreed is None else limit.agreed.replace(tzinfo=ZONE)
    assert due(start, limit, calendar) == max(start, walk_on(agreed, limit.amount))


@settings(max_examples=25 * THOROUGH, deadline=None)
@given(calendar=calendars(), start=moments, limit=limits, percent=st.integers(1, 99))
def test_no_warning_comes_after_the_end(calendar, start, limit, percent):
    assert warn_at(start, limit, calendar, percent) <= due(start, limit, calendar)


@settings(max_examples=25 * THOROUGH, deadline=None)
@given(calendar=calendars(), start=moments, minutes=st.integers(0, 4_000))
def test_counted_hours_agree_with_the_oracle(calendar, start, minutes):
    walked = sum(is_open(start + minute * MINUTE, calendar) for minute in range(minutes))
    assert counted(start, start + minutes * MINUTE, Limit(8, "wh"), calendar) == walked * MINUTE


@settings(max_examples=25 * THOROUGH, deadline=None)
@given(calendar=calendars(), start=moments, limit=limits)
def test_when_it_is_due_the_whole_limit_has_been_counted(calendar, start, limit):
    assert counted(start, used_up(start, limit, calendar), limit, calendar) == whole(start, limit, calendar)


@settings(max_examples=25 * THOROUGH, deadline=None)
@given(calendar=calendars(), start=moments, limit=limits, first=finer, second=finer)
def test_two_spans_count_as_much_as_one(calendar, start, limit, first, second):
    middle, end = start + first, start + first + second
    parts = counted(start, middle, limit, calendar) + counted(middle, end, limit, calendar, started=start)
    assert abs(parts - counted(start, end, limit, calendar)) <= timedelta(microseconds=2)


@settings(max_examples=25 * THOROUGH, deadline=None)
@given(calendar=calendars(), start=moments, limit=limits, share=st.floats(0, 1))
def test_a_pause_of_no_length_changes_nothing(calendar, start, limit, share):
    end = due(start, limit, calendar)
    paused = start + (end - start) * share
    used = counted(start, paused, limit, calendar)
    again = add(paused, remaining(start, used, limit, calendar), limit, calendar, started=start)
    if used < whole(start, limit, calendar):
        assert abs(again - end) <= timedelta(milliseconds=1)
    else:
        assert again == at_hall(allowed(hall_time(paused, calendar), limit), calendar)


@settings(max_examples=25 * THOROUGH, deadline=None)
@given(calendar=calendars(), start=moments, limit=limits, until=finer, pause=finer)
def test_a_pause_never_makes_it_due_earlier(calendar, start, limit, until, pause):
    paused, end = start + until, due(start, limit, calendar)
    assume(paused < end)
    used = counted(start, paused, limit, calendar)
    later = add(paused + pause, remaining(start, used, limit, calendar), limit, calendar, started=start)
    assert later >= min(end, paused + pause) - timedelta(milliseconds=1)


@settings(max_examples=25 * THOROUGH, deadline=None)
@given(calendar=calendars(), start=moments, ahead=st.integers(0, 3_000), limit=continuous)
def test_who_comes_later_is_never_due_earlier(calendar, start, ahead, limit):
    assert due(start, limit, calendar) <= due(start + ahead * MINUTE, limit, calendar)


@settings(max_examples=25 * THOROUGH, deadline=None)
@given(calendar=calendars(), start=moments, limit=limits)
def test_the_explanation_has_no_hole_and_counts_what_the_limit_says(calendar, start, limit):
    why = explain(start, limit, calendar)
    edges = [start, *(edge for interval in why for edge in (interval.begin, interval.end)), due(start, limit, calendar)]
    assert edges[::2] == edges[1::2]
    if not limit.is_working or limit.unit == "wh":
        assert sum((interval.counted for interval in why), timedelta()) == whole(start, limit, calendar)


@given(limit=limits)
def test_a_limit_reads_back_as_it_is_written(limit):
    assert parse_limit(str(limit)) == limit


@given(minute=st.integers(0, 1440), early=continuous, late=continuous)
def test_a_cut_off_reads_back_as_it_is_written(minute, early, late):
    cut = Limit(0, "cut", clock_time=minute, early=early, late=late)
    assert CUT_OFF.fullmatch(str(cut))
    assert parse_limit(str(cut)) == cut
    assert str(cut).startswith(f"cut{clock_text(minute)}/")
