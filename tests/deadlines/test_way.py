"""The way to the due time, a day a line."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import translation

from deadlines.limits import parse_limit
from deadlines.way import by_day, length_words, spent_words
from deadlines.why import explain, pause, stretch
from tests.deadlines.halls import OFFICE, hall


def lines(start: str, limit: str):
    return by_day(explain(hall(start), parse_limit(limit), OFFICE), OFFICE)


def test_the_spring_festival_is_one_line_and_the_make_up_saturday_counts():
    with translation.override("en"):
        told = [(line.when, line.note) for line in lines("2026-02-12 16:30", "2wd")]

    assert told == [
        ("12 Feb Thu", "start_day"),
        ("13 Feb Fri", "open"),
        ("14 Feb Sat", "open"),
    ]
    with translation.override("en"):
        across = [(line.when, line.note) for line in lines("2026-02-13 16:30", "2wd")]
    assert across == [
        ("13 Feb Fri", "start_day"),
        ("14 Feb Sat", "open"),
        ("15 Feb Sun – 23 Feb Mon", "closed"),
        ("24 Feb Tue", "open"),
    ]


def test_a_stretch_of_the_wall_clock_is_one_line():
    with translation.override("en"):
        assert [line.when for line in lines("2026-02-14 23:40", "45m")] == ["14 Feb 23:40 – 15 Feb 00:25"]
        assert [line.when for line in lines("2026-02-14 09:00", "45m")] == ["14 Feb 09:00 – 09:45"]


@pytest.mark.parametrize("limit", ["5wd", "8wh", "3wd@same_time", "24h", "cut16:00/1wd/2wd"])
def test_no_line_loses_time(limit):
    start = hall("2026-02-11 10:15")
    whole = explain(start, parse_limit(limit), OFFICE)
    told = by_day(whole, OFFICE)

    assert (told[0].begin, told[-1].end) == (whole[0].begin, whole[-1].end)
    assert sum((line.counted for line in told), timedelta()) == sum((one.counted for one in whole), timedelta())
    assert all(line.end == following.begin for line, following in pairwise(told))


def test_a_later_stretch_counts_the_day_of_its_own_beginning():
    limit, started, resumed = parse_limit("2wd"), hall("2026-03-02 09:00"), hall("2026-03-04 15:00")
    [day] = by_day(stretch(resumed, hall("2026-03-04 17:30"), limit, OFFICE, started=started), OFFICE)

    assert day.counted == timedelta(hours=2, minutes=30)


def test_a_pause_names_its_reason():
    stood = pause(hall("2026-03-02 09:00"), hall("2026-03-03 09:00"), "等客户补资料", OFFICE)
    [line] = by_day([stood], OFFICE)

    assert (line.tone, line.counted) == ("hold", timedelta())
    assert "等客户补资料" in line.sentence()


def test_lengths_are_told_in_the_measure_of_the_limit():
    with translation.override("en"):
        assert length_words(timedelta(seconds=48)) == "48 s"
        assert length_words(timedelta(minutes=45)) == "45 min"
        assert length_words(timedelta(hours=3, minutes=5)) == "3 h 05 min"
        assert spent_words(timedelta(days=1), parse_limit("5wd")) == "1 working day"
        assert spent_words(timedelta(days=2.5), parse_limit("5wd")) == "2.5 working days"
        assert spent_words(timedelta(hours=8), parse_limit("8wh")) == "8 h 00 min"
