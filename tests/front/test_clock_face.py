"""How a deadline is worded and coloured."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from servicedesk.clockface import face, share_used, time_left
from servicedesk.templatetags.hall import hall_clock, hall_date, hall_time

NINE = datetime(2026, 3, 18, 1, 0, tzinfo=UTC)  # 09:00 in the hall


def later(**span: float) -> datetime:
    return NINE + timedelta(**span)


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("due_at", "kind", "words"),
    [
        (later(days=2, hours=3, minutes=59), "list", "2 d 3 h left"),
        (later(hours=24), "list", "1 d 0 h left"),
        (later(hours=23, minutes=59), "list", "23 h 59 min left"),
        (later(hours=5, minutes=2), "list", "5 h 02 min left"),
        (later(minutes=60), "list", "1 h 00 min left"),
        (later(minutes=59, seconds=59), "list", "59 min left"),
        (later(seconds=60), "list", "1 min left"),
        (later(seconds=59), "list", "under 1 min left"),
        (later(), "list", "under 1 min left"),
        (later(seconds=-1), "list", "just over"),
        (later(minutes=-18), "list", "18 min over"),
        (later(minutes=-66), "list", "1 h 06 min over"),
        (later(days=-3, hours=-1), "list", "3 d 1 h over"),
        (later(minutes=19, seconds=22), "big", "19:22"),
        (later(minutes=60), "big", "1 h 00 min left"),
        (later(minutes=-18), "big", "18 min over"),
    ],
)
def test_time_left_in_words(due_at, kind, words):
    assert time_left(due_at, NINE, kind) == words


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"due_at": later(minutes=31)}, "run"),
        ({"due_at": later(minutes=30)}, "soon"),
        ({"due_at": later(seconds=-1)}, "over"),
        # Of a promise of 20 minutes only the second half is amber.
        ({"due_at": later(minutes=15), "since": later(minutes=-5)}, "run"),
        ({"due_at": later(minutes=10), "since": later(minutes=-10)}, "soon"),
        # Clocks of days: a day, or a fifth of the span if that is less.
        ({"due_at": later(hours=25), "kind": "days"}, "run"),
        ({"due_at": later(hours=23), "kind": "days"}, "soon"),
        ({"due_at": later(hours=10), "since": later(hours=-10), "kind": "days"}, "run"),
        ({"due_at": later(hours=3), "soon_at": NINE}, "soon"),
        ({"due_at": later(hours=3), "paused": True}, "hold"),
        ({"due_at": later(hours=3), "done_at": NINE}, "ok"),
        ({"due_at": later(hours=-3), "done_at": NINE}, "late"),
        ({"due_at": later(hours=3), "done_at": NINE, "missed": True}, "late"),
    ],
)
def test_state_of_a_deadline(told, state):
    assert face(at=NINE, **told).state == state


def test_a_done_deadline_no_longer_ticks():
    assert not face(later(hours=1), NINE, done_at=NINE).ticks
    assert face(later(hours=1), NINE).ticks


def test_share_of_a_span_stays_between_nothing_and_all():
    assert share_used(later(minutes=-30), later(minutes=30), NINE) == 50
    assert share_used(later(minutes=-90), later(minutes=-30), NINE) == 100
    assert share_used(later(minutes=30), later(minutes=90), NINE) == 0
    assert share_used(NINE, NINE, NINE) == 100


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (later(hours=6), "15:00"),
        (later(hours=14, minutes=59), "23:59"),
        (later(hours=15), "tomorrow 00:00"),
        (later(hours=-10), "yesterday 23:00"),
        (later(days=7), "25 Mar 09:00"),
        (datetime(2014, 12, 31, 17, 0, tzinfo=UTC), "1 Jan 2015 01:00"),
    ],
)
def test_hall_time_says_no_more_than_is_needed(moment, words):
    assert hall_time(moment, NINE) == words


def test_hall_time_alone_names_day_and_year():
    assert hall_time(NINE) == "18 Mar 2026 09:00"
    assert hall_date(NINE, NINE) == "18 Mar"
    assert hall_clock(NINE) == "09:00"
    assert hall_time(None) == hall_date(None) == hall_clock(None) == ""
