"""Months as their first day."""

from datetime import date, timedelta


def month_after(month: date) -> date:
    """The first day of the month that follows."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_end(month: date) -> date:
    """The last day of a month."""
    return month_after(month) - timedelta(days=1)
