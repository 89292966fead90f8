"""Calendars and moments for the tests of time. They are written out here, so that no test trusts the seed it checks."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from deadlines.hours import ROUND_THE_CLOCK, Calendar, Day, Shift

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE_DAY = (Shift(8 * 60 + 30, 12 * 60), Shift(14 * 60, 17 * 60 + 30))
SATURDAY_MORNING = (Shift(9 * 60, 12 * 60),)


def days(first: str, last: str, name: str) -> dict[date, Day]:
    """A run of holidays, both ends included."""
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return {begin + timedelta(days=ahead): Day((), name) for ahead in range((end - begin).days + 1)}


def worked(*dates: str, name: str = "调休上班") -> dict[date, Day]:
    """Make-up working days."""
    return {date.fromisoformat(day): Day(OFFICE_DAY, name) for day in dates}


# As the notices of the State Council for 2025 and 2026 have it.
NOTICES: dict[date, Day] = {
    **days("2025-01-01", "2025-01-01", "元旦"),
    **days("2025-01-28", "2025-02-04", "春节"),
    **days("2025-04-04", "2025-04-06", "清明"),
    **days("2025-05-01", "2025-05-05", "劳动节"),
    **days("2025-05-31", "2025-06-02", "端午"),
    **days("2025-10-01", "2025-10-08", "国庆节"),
    **days("2026-01-01", "2026-01-03", "元旦"),
    **days("2026-02-15", "2026-02-23", "春节"),
    **days("2026-04-04", "2026-04-06", "清明"),
    **days("2026-05-01", "2026-05-05", "劳动节"),
    **days("2026-06-19", "2026-06-21", "端午"),
    **days("2026-09-25", "2026-09-27", "中秋"),
    **days("2026-10-01", "2026-10-07", "国庆节"),
    **worked("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"),
    **worked("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
}

OFFICE = Calendar("cn-office", 1, (OFFICE_DAY,) * 5 + ((), ()), NOTICES, official_until=date(2026, 12, 31))
ALWAYS = Calendar("cn-24x7", 1, ROUND_THE_CLOCK)
NEVER = Calendar("never", 1, ((),) * 7)


def hall(text: str) -> datetime:
    """`2026-02-13 16:30` on the wall of the hall."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)
