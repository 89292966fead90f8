"""Counting: what every counter comes to in some days, from the rows themselves. Stored tallies are nothing but its results."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from reporting.rules import Rules
from reporting.sources import Counter, Source
from reporting.sources_after import CALLBACKS, CALLED, COMPLAINTS, OUTER, SURVEYS, VISITS
from reporting.sources_cases import CASES, EVENTS, FIRST, HELD, LINKS, STATES, STEPS, TAKEN
from reporting.sources_keys import KEYS
from reporting.sources_promises import PROMISES, turns

# What is kept day by day; and what is few enough to be counted whenever it is asked for.
KEPT: dict[str, Source] = {
    one.code: one
    for one in (
        *(CASES, FIRST, PROMISES, EVENTS, STATES, LINKS, TAKEN, STEPS, HELD),
        *(CALLBACKS, CALLED, OUTER, SURVEYS, COMPLAINTS, VISITS),
    )
}
LIVE: dict[str, Source] = {one.code: one for one in KEYS}
SOURCES = KEPT | LIVE
DAY = timedelta(days=1)


class Key(NamedTuple):
    """Where something was counted: of which day, where, about what, by whom, and what."""

    day: date
    unit: UUID | None
    category: UUID | None
    crew: UUID | None
    person: UUID | None
    code: str


class Sum_(NamedTuple):
    """How many, and how many seconds they add up to."""

    n: int
    seconds: int


Counted = dict[Key, Sum_]


def midnight(day: date) -> datetime:
    """The moment at which a day of the hall begins."""
    return timezone.make_aware(datetime.combine(day, time()))


def count(org: UUID, rules: Rules, first: date, last: date, *, sources: Iterable[str] = KEPT) -> Counted:
    """Count the days of a company from `first` to `last`, both included."""
    found: Counted = {}
    for code in sources:
        source = SOURCES[code]
        rows = source.of(org, rules, midnight(first), midnight(last + DAY))
        for key, added in _counted(source, rows, source.lag(rules)):
            known = found.get(key)
            found[key] = Sum_(known.n + added.n, known.seconds + added.seconds) if known else added
    return found


def _counted(source: Source, rows: "QuerySet[Any]", lag: timedelta) -> Iterator[tuple[Key, Sum_]]:
    yield from _by_statement(source, rows, lag)
    if source is PROMISES:
        yield from _by_arithmetic(rows)


def _by_statement(source: Source, rows: "QuerySet[Any]", lag: timedelta) -> Iterator[tuple[Key, Sum_]]:
    zone = timezone.get_default_timezone()
    names = list(source.counters)
    # `of_…`: a column of the rows may have the name by which we divide.
    columns = {f"of_{name}": F(column) for name, column in source.columns.items()}
    divided = rows.order_by().annotate(of_day=TruncDate(source.at, tzinfo=zone)).values("of_day", **columns)
    for row in divided.annotate(**dict(_aggregates(source.counters))):
        places = (row.get("of_unit"), row.get("of_category"), row.get("of_crew"), row.get("of_person"))
        for n, name in enumerate(names):
            if row[f"n{n}"]:
                seconds = row.get(f"s{n}")
                told = Sum_(row[f"n{n}"], int(seconds.total_seconds()) if seconds else 0)
                yield Key(row["of_day"] + lag, *places, f"{source.code}.{name}"), told


def _aggregates(counters: "dict[str, Counter] | Any") -> Iterator[tuple[str, Any]]:
    for n, counter in enumerate(counters.values()):
        yield f"n{n}", Count("pk", filter=counter.when) if counter.when else Count("pk")
        if counter.seconds:
            yield f"s{n}", Sum(counter.seconds, filter=counter.when) if counter.when else Sum(counter.seconds)


def _by_arithmetic(rows: "QuerySet[Any]") -> Iterator[tuple[Key, Sum_]]:
    found: dict[Key, list[int]] = {}
    for turn in turns(rows):
        ticket, ended = turn.clock.ticket, turn.clock.stopped_at or turn.clock.due_at
        day = timezone.localtime(ended).date()
        for name, (n, seconds) in turn.added.items():
            key = Key(day, ticket.unit_id, ticket.category_id, ticket.crew_id, None, f"promises.{name}")
            sums = found.setdefault(key, [0, 0])
            sums[0] += n
            sums[1] += seconds
    yield from ((key, Sum_(*sums)) for key, sums in found.items())
