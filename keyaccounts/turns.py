"""The dates of a reminder: pure arithmetic of months, and the moment at which it is said."""

import calendar
from datetime import date, datetime, time, timedelta

from django.utils import timezone

SAID_AT = time(9, 0)


def months_on(first: date, months: int) -> date:
    """`first` so many months later; the 31st is the last day of a shorter month and the 31st again after it."""
    years, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month + 1
    return date(year, month, min(first.day, calendar.monthrange(year, month)[1]))


def occurrence(first: date, every_months: int, turn: int) -> date:
    """The date of one turn; the first turn is 0."""
    return months_on(first, every_months * turn)


def said_at(day: date, ahead_days: int) -> datetime:
    """Nine in the morning of the hall, so many days ahead."""
    return timezone.make_aware(datetime.combine(day - timedelta(days=ahead_days), SAID_AT))


def next_turn(first: date, every_months: int, ahead_days: int, *, after: datetime, turn: int = 0) -> int | None:
    """The first turn from `turn` on whose moment lies after `after`; None where there is none."""
    if not every_months:
        return turn if turn == 0 and said_at(first, ahead_days) > after else None
    if said_at(occurrence(first, every_months, turn), ahead_days) <= after:
        apart = (after.year - first.year) * 12 + after.month - first.month
        turn = max(turn, apart // every_months - 1)
    while said_at(occurrence(first, every_months, turn), ahead_days) <= after:
        turn += 1
    return turn
