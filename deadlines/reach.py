"""When somebody may be told: at once in their hours, else when these begin."""

from datetime import datetime, timedelta

from deadlines.hours import Calendar
from deadlines.walking import DAY, at_hall, hall_time, midnight, open_spans

USUAL = "cn-office"
# Whoever closes at half past five is still there a little later, when what was due at closing time is told.
STILL_THERE = timedelta(minutes=30)
FURTHEST = 60  # days: whose calendar has no opening for so long is told at once


def told_from(moment: datetime, calendar: Calendar) -> datetime:
    """`moment` itself in the opening hours or just after them, else when they begin again."""
    local = hall_time(moment, calendar)
    since = max(local - STILL_THERE, midnight(local.date()))
    if open_spans(local.date(), since, local + timedelta(microseconds=1), calendar):
        return moment
    for ahead in range(FURTHEST):
        day = local.date() + timedelta(days=ahead)
        spans = open_spans(day, local, midnight(day + DAY), calendar)
        if spans:
            return at_hall(spans[0][0], calendar)
    return moment
