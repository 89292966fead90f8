"""Whether a rule holds for a customer, by what is known of them: plain arithmetic, no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from keyaccounts.figures.chart import months_back, year_before

Months = Mapping[date, Decimal]


class Rule(Protocol):
    """The conditions of a rule; None: it does not ask for this."""

    levels: Any
    fall_percent: int | None
    fall_months: int | None
    complaints: int | None
    complaint_months: int | None
    unvisited_days: int | None
    owed: Decimal | None
    contract_days: int | None


@dataclass(frozen=True)
class Known:
    """What is known of one customer on a day. `visited_on`: the last visit, else the day since when they are known."""

    level: str = ""
    use: Mapping[str, Months] = field(default_factory=dict)
    complained_on: tuple[date, ...] = ()
    visited_on: date | None = None
    was_visited: bool = False
    owed: Decimal = Decimal(0)
    contract_ends: date | None = None


def judge(rule: Rule, known: Known, *, on: date) -> dict[str, Any] | None:
    """The figures by which every condition of the rule holds; None if one does not, or the level is another."""
    if rule.levels and known.level not in rule.levels:
        return None
    facts: dict[str, Any] = {}
    for holds in (_falling, _complaining, _unvisited, _owing, _ending):
        found = holds(rule, known, on)
        if found is None:
            return None
        facts |= found
    return facts or None


def fall(months: Months, count: int, *, before: date) -> Decimal | None:
    """By how much percent use fell over the last `count` whole months against the same months a year before.

    None where one of these months is not known: a missing bill is no falling use.
    """
    last = months_back(before, 2)[0]
    asked = months_back(last, count)
    if any(month not in months or year_before(month) not in months for month in asked):
        return None
    now = sum((months[month] for month in asked), Decimal(0))
    then = sum((months[year_before(month)] for month in asked), Decimal(0))
    return ((then - now) * 100 / then).quantize(Decimal("0.1")) if then else None


def _falling(rule: Rule, known: Known, on: date) -> dict[str, Any] | None:
    if rule.fall_percent is None:
        return {}
    falls = {sort: fall(months, rule.fall_months or 1, before=on) for sort, months in known.use.items()}
    steep = {sort: by for sort, by in falls.items() if by is not None and by >= rule.fall_percent}
    if not steep:
        return None
    sort = max(steep, key=lambda one: steep[one])
    return {"fall": str(steep[sort]), "fall_months": rule.fall_months, "sort": sort}


def _complaining(rule: Rule, known: Known, on: date) -> dict[str, Any] | None:
    if rule.complaints is None:
        return {}
    since = same_day(on, rule.complaint_months or 1)
    count = sum(1 for day in known.complained_on if since < day <= on)
    return {"complaints": count, "complaint_months": rule.complaint_months} if count >= rule.complaints else None


def _unvisited(rule: Rule, known: Known, on: date) -> dict[str, Any] | None:
    if rule.unvisited_days is None:
        return {}
    days = (on - known.visited_on).days if known.visited_on else 0
    return {"unvisited": days, "visited": known.was_visited} if days >= rule.unvisited_days else None


def _owing(rule: Rule, known: Known, on: date) -> dict[str, Any] | None:
    if rule.owed is None:
        return {}
    return {"owed": str(known.owed)} if known.owed > 0 and known.owed >= rule.owed else None


def _ending(rule: Rule, known: Known, on: date) -> dict[str, Any] | None:
    if rule.contract_days is None:
        return {}
    if known.contract_ends is None or (known.contract_ends - on).days > rule.contract_days:
        return None
    return {"contract_ends": known.contract_ends.isoformat()}


def same_day(on: date, months: int) -> date:
    """The same day so many months before, or the last of that month: `same_day(31 May, 3)` → 28 February."""
    index = on.year * 12 + on.month - 1 - months
    year, month = divmod(index, 12)
    for day in range(on.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, min(on.day, 28))
