"""The page of consumption in a customer's file: months beside the year before, of one sort, over all accounts or one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max, Sum
from django.http import QueryDict
from django.utils import timezone

from customers.models import Customer, SupplyPoint
from keyaccounts.figures.chart import Month, draw, months_back, side_by_side, totals, year_before
from keyaccounts.model_figures import MEASURES, USERS, Measure, Sort
from keyaccounts.models import Consumption

SPANS = (12, 24)


@dataclass(frozen=True)
class Chosen:
    """What the address asks for: which sort, how many months, which account (None: all)."""

    sort: str
    span: int
    point: SupplyPoint | None


def consumption(customer: Customer, query: QueryDict, *, at: datetime) -> dict[str, Any]:
    """The months that were asked for, as bars and as a table."""
    known = Consumption.objects.of(customer)
    sorts = sorted(set(known.order_by().values_list("sort", flat=True)), key=Sort.values.index)
    points = list(customer.supply_points.filter(holdings__part__in=USERS).distinct().order_by("account_number"))
    chosen = _chosen(query, sorts, points)
    months = side_by_side(_sums(known, chosen), last=_last(known, chosen, at=at), count=chosen.span)
    total, change = totals(months)
    return {
        "sorts": [(sort, Sort(sort).label) for sort in sorts],
        "points": points,
        "spans": SPANS,
        "chosen": chosen,
        "unit": Measure(MEASURES[chosen.sort]).label,
        "months": months,
        "chart": draw(months),
        "total": total,
        "change": change,
        "has_any": bool(sorts),
    }


def _chosen(query: QueryDict, sorts: list[str], points: list[SupplyPoint]) -> Chosen:
    sort = query.get("sort", "") if query.get("sort") in sorts else (sorts or [Sort.POWER])[0]
    span = 24 if query.get("months") == "24" else SPANS[0]
    return Chosen(sort, span, next((one for one in points if str(one.pk) == query.get("account")), None))


def _last(known: Any, chosen: Chosen, *, at: datetime) -> date:
    """The newest month of which anything is known; the month before this one if nothing is."""
    newest = known.filter(sort=chosen.sort).aggregate(last=Max("month"))["last"]
    return newest or months_back(timezone.localdate(at), 2)[0]


def _sums(known: Any, chosen: Chosen) -> dict[date, tuple[Decimal, Decimal | None]]:
    rows = known.filter(sort=chosen.sort)
    rows = rows.filter(supply_point=chosen.point) if chosen.point else rows
    sums = rows.order_by().values("month").annotate(used=Sum("quantity"), paid=Sum("amount"))
    return {row["month"]: (row["used"], row["paid"]) for row in sums}


def as_rows(months: list[Month]) -> Iterator[list[str | Decimal]]:
    """The same as a table for a spreadsheet, newest first."""
    for one in reversed(months):
        before = f"{year_before(one.month):%Y-%m}"
        figures = [one.quantity, one.before, one.change, one.amount]
        yield [f"{one.month:%Y-%m}", before, *("" if figure is None else figure for figure in figures)]
