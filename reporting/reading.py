"""Figures as they are read: stored tallies of the days that stand, and a count of the others. One way for page, file and API."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Min, OuterRef, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from reporting.counting import DAY, LIVE, Counted, Key, Sum_, count
from reporting.models import CountedDay, StaleDay, Tally
from reporting.refusals import StillCounting
from reporting.rules import rules_of
from reporting.wanted import Wanted
from tickets.models import Ticket

MOST_LIVE = 45  # days that are counted while somebody waits
Totals = dict[Any, dict[str, Sum_]]
COLUMNS = {"hall": "unit", "category": "category", "crew": "crew", "person": "person", "day": "day"}
NOTHING = Sum_(0, 0)


def totals(want: Wanted, codes: Iterable[str], *, by: str = "", today: date) -> Totals:
    """What the counters come to, divided by `by` (a place, a category, a crew, a person, a day, a month), or in all.

    Raises StillCounting where too much of the period is not counted yet.
    """
    asked = {code: code.partition(".")[0] in LIVE for code in sorted(set(codes))}
    kept, live = ([code for code, is_live in asked.items() if is_live is told] for told in (False, True))
    found: Totals = defaultdict(dict)
    for org in want.orgs:
        open_days = _not_counted(org, want, today=today) if kept else []
        rows = [*_stored(org, want, kept, by, open_days), *_live(org, want, kept, by, open_days)]
        for key, code, told in [*rows, *_of_days(org, want, live, by, want.first, want.last)]:
            known = found[key].get(code, NOTHING)
            found[key][code] = Sum_(known.n + told.n, known.seconds + told.seconds)
    return found


def _not_counted(org: UUID, want: Wanted, *, today: date) -> list[date]:
    known: list[date] | None = want.memo.get((org, want.first, want.last))
    if known is None:
        known = want.memo[org, want.first, want.last] = not_counted(org, want.first, want.last, today=today)
    return known


def not_counted(org: UUID, first: date, last: date, *, today: date) -> list[date]:
    """The days of a period whose tallies do not stand; before the first case of a company there is nothing to count."""
    begun = Ticket.objects.filter(org=org).aggregate(first=Min("registered_at"))["first"]
    if begun is None:
        return []
    first = max(first, timezone.localtime(begun).date())
    last = min(last, today)
    counted = set(CountedDay.objects.filter(org=org, day__range=(first, last)).values_list("day", flat=True))
    counted -= set(StaleDay.objects.filter(org=org, day__range=(first, last)).values_list("day", flat=True))
    days = [first + n * DAY for n in range((last - first).days + 1)]
    return [day for day in days if day not in counted or day >= today]


def _stored(
    org: UUID, want: Wanted, codes: Sequence[str], by: str, open_days: Sequence[date]
) -> Iterator[tuple[Any, str, Sum_]]:
    rows = Tally.objects.filter(org=org, code__in=codes, day__range=(want.first, want.last))
    rows = _narrowed(rows.exclude(day__in=open_days) if open_days else rows, want)
    key: Any = TruncMonth("day") if by == "month" else F(COLUMNS[by]) if by else None
    divided = rows.values("code", key=key) if key is not None else rows.values("code")
    for row in divided.annotate(all=Sum("n"), long=Sum("seconds")).order_by():
        yield row.get("key"), row["code"], Sum_(row["all"], row["long"])


def standing_days(want: Wanted, codes: Sequence[str]) -> dict[date, dict[str, int]]:
    """What the counters come to on each day whose tallies stand, by one statement; a day still to be counted is left out."""
    same = {"org": OuterRef("org"), "day": OuterRef("day")}
    stands = Exists(CountedDay.objects.filter(**same)) & ~Exists(StaleDay.objects.filter(**same))
    rows = Tally.objects.filter(stands, org__in=want.orgs, code__in=codes, day__range=(want.first, want.last))
    found: dict[date, dict[str, int]] = defaultdict(dict)
    for row in _narrowed(rows, want).values("day", "code").annotate(all=Sum("n")).order_by():
        found[row["day"]][row["code"]] = row["all"]
    return found


def _narrowed(rows: "QuerySet[Tally]", want: Wanted) -> "QuerySet[Tally]":
    if want.units is not None:
        rows = rows.filter(unit__in=want.units)
    if want.categories is not None:
        rows = rows.filter(category__in=want.categories)
    if want.crew is not None:
        rows = rows.filter(crew=want.crew)
    if want.no_crew:
        rows = rows.filter(crew__isnull=True)
    if want.person is not None:
        rows = rows.filter(person=want.person)
    return rows.filter(day__iso_week_day=want.weekday) if want.weekday else rows


def _live(
    org: UUID, want: Wanted, codes: Sequence[str], by: str, open_days: Sequence[date]
) -> Iterator[tuple[Any, str, Sum_]]:
    if len(open_days) > MOST_LIVE:
        raise StillCounting(len(open_days))
    if not open_days:
        return
    for first, last in spans(open_days):
        yield from _of_days(org, want, codes, by, first, last)


def _of_days(
    org: UUID, want: Wanted, codes: Sequence[str], by: str, first: date, last: date
) -> Iterator[tuple[Any, str, Sum_]]:
    """Counted from the rows themselves."""
    asked = frozenset(codes)
    for source in sorted({code.split(".")[0] for code in codes}):
        for key, told in _counted(org, want, first, last, source).items():
            if key.code in asked and _fits(key, want):
                yield _group(key, by), key.code, told


def _counted(org: UUID, want: Wanted, first: date, last: date, source: str) -> Counted:
    known: Counted | None = want.memo.get((org, first, last, source))
    if known is None:
        known = want.memo[org, first, last, source] = count(org, rules_of(org), first, last, sources=[source])
    return known


def spans(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Days that follow one another, as stretches."""
    begin = previous = days[0]
    for day in days[1:]:
        if day - previous > timedelta(days=1):
            yield begin, previous
            begin = day
        previous = day
    yield begin, previous


def _fits(key: Key, want: Wanted) -> bool:
    return (
        (want.units is None or key.unit in want.units)
        and (want.categories is None or key.category in want.categories)
        and (want.crew is None or key.crew == want.crew.pk)
        and not (want.no_crew and key.crew)
        and (want.person is None or key.person == want.person)
        and (not want.weekday or key.day.isoweekday() == want.weekday)
    )


def _group(key: Key, by: str) -> Any:
    if by == "month":
        return key.day.replace(day=1)
    return getattr(key, COLUMNS[by]) if by else None
