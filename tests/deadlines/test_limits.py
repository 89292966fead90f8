from datetime import datetime

import pytest
from django.utils import translation

from deadlines.limits import Limit, UnreadableLimit, parse_limit
from deadlines.saying import describe


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("45m", Limit(45, "m")),
        ("24h", Limit(24, "h")),
        ("0h", Limit(0, "h")),
        ("7d", Limit(7, "d")),
        ("8wh", Limit(8, "wh")),
        ("5wd", Limit(5, "wd")),
        ("5wd@same_time", Limit(5, "wd", same_time=True)),
        ("0d", Limit(0, "d", clock_time=1440)),
        ("1d@12:00", Limit(1, "d", clock_time=720)),
        ("1d@24:00", Limit(1, "d", clock_time=1440)),
        (" 24H\n", Limit(24, "h")),
        ("５ｗｄ", Limit(5, "wd")),
        ("24h@next_day", Limit(24, "h", begins="next_day")),
        ("8wh@next_open", Limit(8, "wh", begins="next_open")),
        ("24h@not22:00-06:00", Limit(24, "h", forbidden=(1320, 360))),
        ("5wd@same_time@not12:00-14:00", Limit(5, "wd", same_time=True, forbidden=(720, 840))),
        ("±15m", Limit(15, "m", window=True)),
        ("+-1h", Limit(1, "h", window=True)),
        ("±15m@2026-03-17T10:00", Limit(15, "m", window=True, agreed=datetime(2026, 3, 17, 10))),  # noqa: DTZ001
    ],
)
def test_what_can_be_written(text, limit):
    assert parse_limit(text) == limit


def test_a_cut_off_has_two_halves():
    short, long = parse_limit("cut16:00"), parse_limit("cut19:00/4h/1d@12:00")
    assert (short.clock_time, short.early, short.late) == (960, parse_limit("0d"), parse_limit("24h"))
    assert (long.clock_time, long.early, long.late) == (1140, parse_limit("4h"), parse_limit("1d@12:00"))


@pytest.mark.parametrize(
    "text",
    [
        *("45m", "24h", "7d", "8wh", "5wd", "5wd@same_time", "0d", "0h", "1d@12:00", "2d@24:00", "cut16:00/0d/24h"),
        *("24h@next_day", "8wh@next_open", "24h@not22:00-06:00", "1d@12:00@not12:00-13:00"),
        *("±15m", "±2h@2026-03-17T10:05", "cut16:00/4h@not22:00-06:00/24h@next_open"),
    ],
)
def test_a_limit_is_written_as_it_was_read(text):
    assert str(parse_limit(text)) == text


def test_the_short_form_of_a_cut_off_is_written_out():
    assert str(parse_limit("CUT16:00")) == "cut16:00/0d/24h"


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "5", "wd", "5 wd", "-5wd", "+5h", "5.5h", "5x", "５天", "5wd5h", "1e3h", "24h;", "24h\n24h", "²h"),
        *("0wd", "5h@same_time", "5wh@same_time", "5wd@", "5wd@12:00", "24h@12:00", "1d@25:00", "1d@12:60", "1d@1200"),
        *("cut", "cut16", "cut16:00/", "cut16:00/0d", "cut16:00/0d/24h/1h", "cut25:00", "cut16:00/cut12:00/24h"),
        *("99999999h", "3651d", "2501wd", "9" * 5000),
        *("5wd@next_day", "0d@next_day", "1d@12:00@next_day", "24h@tomorrow", "24h@next_day@next_open"),
        *(
            "24h@not22:00",
            "24h@not06:00-06:00",
            "24h@not00:00-24:00",
            "24h@not24:00-06:00",
            "24h@not22:00-06:00@next_day",
        ),
        *(
            "±",
            "±15",
            "±0m",
            "±15d",
            "±25h",
            "-15m",
            "±15m@",
            "±15m@10:00",
            "±15m@2026-02-30T10:00",
            "±15m@not22:00-06:00",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_can(text):
    with pytest.raises(UnreadableLimit) as refused:
        parse_limit(text)
    assert "5wd" in refused.value.sentence()
    assert len(refused.value.sentence()) < 300


def test_a_limit_knows_its_clock():
    assert [parse_limit(text).is_working for text in ("45m", "24h", "7d", "0d", "8wh", "5wd")] == [False] * 4 + [
        True
    ] * 2


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("45m", "45 分钟内", "within 45 minutes"),
        ("24h", "24 小时内", "within 24 hours"),
        ("1h", "1 小时内", "within 1 hour"),
        ("7d", "7 天内", "within 7 days"),
        ("8wh", "8 个工作小时内", "within 8 opening hours"),
        ("5wd", "5 个工作日内", "within 5 working days"),
        ("1wd", "1 个工作日内", "within 1 working day"),
        ("5wd@same_time", "5 个工作日内（同一时刻）", "within 5 working days, at the same time of day"),
        ("0d", "当天 24:00 前", "the same day by 24:00"),
        ("1d@12:00", "次日 12:00 前", "the next day by 12:00"),
        ("3d@12:00", "第 3 天 12:00 前", "on day 3 after that by 12:00"),
        ("0h", "立即", "at once"),
        (
            "cut16:00",
            "16:00 前提出：当天 24:00 前；之后提出：24 小时内",
            "before 16:00: the same day by 24:00; later: within 24 hours",
        ),
    ],
)
def test_a_limit_is_said_in_both_languages(text, chinese, english):
    with translation.override("zh-hans"):
        assert describe(parse_limit(text)) == chinese
    with translation.override("en"):
        assert describe(parse_limit(text)) == english


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("24h@next_day", "within 24 hours, counted from 00:00 of the next day"),
        ("8wh@next_open", "within 8 opening hours, counted from the opening of the next working day"),
        ("24h@not22:00-06:00", "within 24 hours, never between 22:00 and 06:00"),
        ("±15m", "at the agreed time, 15 minutes either side"),
        ("±1h@2026-03-17T10:00", "at 2026-03-17 10:00 as agreed, 1 hour either side"),
    ],
)
def test_a_limit_with_an_option_is_said_in_words(text, english):
    with translation.override("en"):
        assert describe(parse_limit(text)) == english


def test_what_needs_opening_hours_names_its_calendar():
    needing = ("8wh", "5wd", "24h@next_open", "cut16:00/1wd/24h")
    assert all(parse_limit(text).needs_calendar for text in needing)
    assert not any(parse_limit(text).needs_calendar for text in ("45m", "24h@next_day", "0d", "±15m", "cut16:00"))
