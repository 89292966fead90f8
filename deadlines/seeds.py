"""The calendars that are shipped: offices with China's official days, and round the clock.

2025 and 2026 are as decreed (from the library chinesecalendar); 2027 is weekends and the days that the law itself
fixes, marked provisional: which Saturdays are worked is known only when the notice of that year is out.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from chinese_calendar import Holiday, get_holiday_detail

OFFICE_DAY = [["08:30", "12:00"], ["14:00", "17:30"]]
OFFICIAL = (date(2025, 1, 1), date(2026, 12, 31))
PROVISIONAL_UNTIL = date(2027, 12, 31)
DECREED = "国务院办公厅节假日安排"
BY_LAW = "全国年节及纪念日放假办法,安排未公布"
NAMES = {holiday.value: holiday.chinese for holiday in Holiday}

# The statutory days of 2027; the lunar ones by the almanac.
STATUTORY = {
    "元旦": [date(2027, 1, 1)],
    "春节": [date(2027, 2, 5) + timedelta(days=ahead) for ahead in range(4)],
    "清明": [date(2027, 4, 5)],
    "劳动节": [date(2027, 5, 1), date(2027, 5, 2)],
    "端午": [date(2027, 6, 9)],
    "中秋": [date(2027, 9, 15)],
    "国庆节": [date(2027, 10, 1), date(2027, 10, 2), date(2027, 10, 3)],
}


class SeedDay(NamedTuple):
    """One date that differs from its weekday, as columns."""

    date: date
    working: bool
    name: str
    source: str
    provisional: bool


class Seed(NamedTuple):
    """A shipped calendar: its code, its other columns, its days."""

    code: str
    columns: dict[str, Any]
    days: list[SeedDay]


def seeds() -> list[Seed]:
    """Both shipped calendars."""
    office = {"name": "办公时间", "weekly": [OFFICE_DAY] * 5 + [[], []]}
    horizon = {"official_until": OFFICIAL[1], "known_until": PROVISIONAL_UNTIL}
    return [
        Seed("cn-office", office | horizon, [*decreed_days(), *foreseen_days()]),
        Seed("cn-24x7", {"name": "全天候", "always_open": True}, []),
    ]


def decreed_days() -> Iterator[SeedDay]:
    """Holidays and make-up working days as the yearly notices decreed them."""
    day, last = OFFICIAL
    while day <= last:
        is_holiday, name = get_holiday_detail(day)
        if name is not None:
            worked = "" if is_holiday else "调休上班"
            yield SeedDay(day, not is_holiday, NAMES[name] + worked, DECREED, provisional=False)
        day += timedelta(days=1)


def foreseen_days() -> Iterator[SeedDay]:
    """The statutory days of the year whose notice is not out."""
    for name, days in STATUTORY.items():
        for day in days:
            yield SeedDay(day, working=False, name=name, source=BY_LAW, provisional=True)
