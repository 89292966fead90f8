from datetime import timedelta

from django.utils import translation

from deadlines.calendar import due
from deadlines.limits import parse_limit
from deadlines.why import explain
from tests.deadlines.halls import OFFICE, hall


def told(start: str, limit: str) -> list[tuple[str, str, float, str]]:
    return [
        (f"{row.begin:%m-%d %H:%M}", f"{row.end:%m-%d %H:%M}", row.counted / timedelta(hours=1), row.note)
        for row in explain(hall(start), parse_limit(limit), OFFICE)
    ]


def test_elapsed_time_is_one_stretch():
    assert told("2026-02-14 23:40", "45m") == [("02-14 23:40", "02-15 00:25", 0.75, "clock")]


def test_opening_hours_are_told_with_their_breaks_and_nights():
    assert told("2026-03-02 11:00", "5wh") == [
        ("03-02 11:00", "03-02 12:00", 1, "open"),
        ("03-02 12:00", "03-02 14:00", 0, "break"),
        ("03-02 14:00", "03-02 17:30", 3.5, "open"),
        ("03-02 17:30", "03-03 08:30", 0, "closed"),
        ("03-03 08:30", "03-03 09:00", 0.5, "open"),
    ]


def test_working_days_tell_that_the_first_day_is_not_counted():
    assert told("2026-03-02 09:00", "1wd") == [
        ("03-02 09:00", "03-03 00:00", 0, "start_day"),
        ("03-03 00:00", "03-03 08:30", 0, "closed"),
        ("03-03 08:30", "03-03 12:00", 3.5, "open"),
        ("03-03 12:00", "03-03 14:00", 0, "break"),
        ("03-03 14:00", "03-03 17:30", 3.5, "open"),
    ]


def test_holidays_and_make_up_days_are_named():
    rows = explain(hall("2026-02-13 16:30"), parse_limit("2wd"), OFFICE)
    with translation.override("zh-hans"):
        sentences = [row.sentence() for row in rows]
    assert sentences[0] == "起始当日不计"
    assert "工作时间，计入（调休上班）" in sentences
    assert any("春节" in sentence and "不计" in sentence for sentence in sentences)


def test_days_after_the_last_notice_are_told_as_provisional():
    rows = explain(hall("2026-12-31 09:00"), parse_limit("2wd"), OFFICE)
    assert [row.provisional for row in rows] == [False] + [True] * (len(rows) - 1)
    with translation.override("zh-hans"):
        assert "官方安排尚未公布" in rows[-1].sentence()


def test_the_way_of_the_new_kinds():
    assert told("2026-03-02 09:00", "2h@next_open") == [
        ("03-02 09:00", "03-03 08:30", 0, "next_start"),
        ("03-03 08:30", "03-03 10:30", 2, "clock"),
    ]
    assert told("2026-03-02 15:00", "10h@not22:00-06:00") == [
        ("03-02 15:00", "03-03 01:00", 10, "clock"),
        ("03-03 01:00", "03-03 06:00", 0, "forbidden"),
    ]
    assert told("2026-03-02 09:00", "±15m@2026-03-02T10:00") == [("03-02 09:00", "03-02 10:15", 1.25, "clock")]


def test_a_cut_off_is_told_by_the_half_that_bound():
    assert told("2026-03-06 16:00", "cut16:00")[0][3] == "clock"
    rows = explain(hall("2026-03-06 16:00"), parse_limit("cut16:00/1wd/2wd"), OFFICE)
    assert rows[-1].end == due(hall("2026-03-06 16:00"), parse_limit("2wd"), OFFICE)
