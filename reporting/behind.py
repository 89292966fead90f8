"""The list behind a figure: the very rows that were counted, so that their number is the figure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from customers.models import Customer
from reporting.counting import DAY, SOURCES, midnight
from reporting.rules import rules_of
from reporting.sources import Source
from reporting.sources_promises import PROMISES, even_ids
from reporting.wanted import Wanted
from tickets.models import Ticket

SIZE, MOST_PAGES = 50, 2000


@dataclass(frozen=True)
class Line:
    """One counted row: when, and its case; `ticket` is empty where the case may not be opened by whoever looks."""

    at: datetime
    ticket: Ticket | None
    place: str


def rows_of(want: Wanted, code: str, org: UUID) -> "QuerySet[Any]":
    """The rows of one company that a counter counts."""
    source, name = SOURCES[code.split(".")[0]], code.split(".")[1]
    rules = rules_of(org)
    rows = source.of(org, rules, midnight(want.first), midnight(want.last + DAY))
    return _narrowed(rows.filter(_condition(source, name, rows)), source, want)


def _condition(source: Source, name: str, rows: "QuerySet[Any]") -> Q:
    when = source.counters[name].when
    if source is not PROMISES or not name.startswith("even_"):
        return when
    _word, _line, step = name.partition("_")
    of = Q() if step == "all" else Q(name=step)
    return when | Q(pk__in=even_ids(rows.filter(of)))


def _narrowed(rows: "QuerySet[Any]", source: Source, want: Wanted) -> "QuerySet[Any]":
    if want.units is not None:
        rows = rows.filter(**{f"{source.unit}__in": want.units})
    told = {"category": want.categories, "crew": want.crew, "person": want.person}
    for name, value in told.items():
        column = getattr(source, name)
        if value is not None and not column:
            return rows.none()  # what is not divided by it is counted nowhere
        if value is not None:
            rows = rows.filter(**{f"{column}__in" if name == "category" else column: value})
    if want.no_crew and source.crew:
        rows = rows.filter(**{f"{source.crew}__isnull": True})
    return rows.filter(**{f"{source.at}__iso_week_day": want.weekday}) if want.weekday else rows


def is_countable(code: str) -> bool:
    """Whether there is such a counter with a list of its own."""
    source, _point, name = code.partition(".")
    return source in SOURCES and name in SOURCES[source].counters


def number_of(want: Wanted, code: str) -> int:
    """How many rows the list has."""
    return sum(rows_of(want, code, org).count() for org in want.orgs)


def numbers_of(want: Wanted, *codes: str) -> dict[str, int]:
    """How many rows the lists of some counters of one source have, by one statement for each company."""
    found = dict.fromkeys(codes, 0)
    for org in want.orgs:
        source, rules = SOURCES[codes[0].partition(".")[0]], rules_of(org)
        rows = _narrowed(source.of(org, rules, midnight(want.first), midnight(want.last + DAY)), source, want)
        counters = {
            code.partition(".")[2]: Count("pk", filter=source.counters[code.partition(".")[2]].when) for code in codes
        }
        for name, n in rows.order_by().aggregate(**counters).items():
            found[f"{source.code}.{name}"] += n
    return found


def page_of(want: Wanted, code: str, *, page: int) -> list[Line]:
    """One page of the list, the latest first; what may not be opened is a line without its case."""
    source, found = SOURCES[code.split(".")[0]], []
    for org in want.orgs:
        rows = rows_of(want, code, org).order_by(f"-{source.at}", "-pk")
        beside = ["hall"] if source.code == "visits" else []
        found += list(rows.select_related(*beside)[: page * SIZE])
    found = sorted(found, key=lambda row: _value(row, source.at), reverse=True)[(page - 1) * SIZE : page * SIZE]
    return _lines(found, source, want)


def _lines(found: list[Any], source: Source, want: Wanted) -> list[Line]:
    if source.code == "visits":
        return [Line(row.ended_at, None, f"{row.hall.name} {row}") for row in found]
    if not is_of_cases(source):
        return _of_customers(found, source, want)
    keys = [
        _value(row, f"{source.ticket}pk".replace("ticket__pk", "ticket_id").replace("source__pk", "source_id"))
        for row in found
    ]
    assert want.user is not None  # a list is read by somebody
    open_to_me = Ticket.objects.visible_to(want.user).filter(pk__in=keys).for_list()
    cases = {ticket.pk: ticket for ticket in open_to_me}
    return [Line(_value(row, source.at), cases.get(key), "") for row, key in zip(found, keys, strict=True)]


def is_of_cases(source: Source) -> bool:
    """Whether its rows are cases, or belong to one."""
    return bool(source.ticket) or source.at == "registered_at"


def _of_customers(found: list[Any], source: Source, want: Wanted) -> list[Line]:
    """What was done for a customer: who it is, where the file is open to whoever looks."""
    assert want.user is not None
    mine = Customer.objects.visible_to(want.user).filter(pk__in=[row.customer_id for row in found])
    names = {one.pk: one.name for one in mine}
    return [
        Line(_value(row, source.at), None, _words(names[row.customer_id], row) if row.customer_id in names else "")
        for row in found
    ]


def _words(name: str, row: Any) -> str:
    return f"{name} · {getattr(row, 'text', '') or getattr(row, 'purpose', '')}"[:200]


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row
