"""Sources of key customers: their cases and what was done for them. They are few, so nothing of them is kept: always counted live.

A key customer is one with a level, or one whom somebody looks after, as it is today; cases are divided by who that is today.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, F, Q, QuerySet
from django.db.models.functions import Cast, Coalesce

from customers.models import Customer
from keyaccounts.models import CareVisit, FollowUp, Hazard
from reporting.rules import Rules
from reporting.sources import Counter, Source
from reporting.sources_after import COMPLAINTS, SURVEYS
from reporting.sources_cases import CASES
from reporting.sources_promises import PROMISES


def _of_key(source: Source, code: str, *names: str) -> Source:
    """The same rows, those of key customers alone, divided by who looks after them."""

    def rows(org: UUID, rules: Rules) -> "QuerySet[Any]":
        keys = Customer.objects.filter(org=org).key().values("pk")
        return source.rows(org, rules).filter(**{f"{source.ticket}customer__in": keys})

    counters: Mapping[str, Counter] = {name: source.counters[name] for name in names}
    caretaker = f"{source.ticket}customer__caretaker"
    return replace(source, code=code, rows=rows, counters=counters, person=caretaker)


def _cared(rows: "QuerySet[Any]", day: str) -> "QuerySet[Any]":
    """With the place of whoever looks after the customer, else the company itself; and the day as a moment."""
    place = Coalesce("customer__caretaker__home", "org")
    return rows.filter(customer__hidden_at__isnull=True).annotate(place=place, on_day=Cast(day, DateTimeField()))


def _visits(org: UUID, _rules: Rules) -> "QuerySet[Any]":
    return _cared(CareVisit.objects.filter(org=org, paid_on__isnull=False), "paid_on")


def _follow_ups(org: UUID, _rules: Rules) -> "QuerySet[Any]":
    return _cared(FollowUp.objects.filter(org=org), "due_on")


def _hazards(org: UUID, _rules: Rules) -> "QuerySet[Any]":
    return _cared(Hazard.objects.filter(org=org), "found_at")


_CARE: dict[str, Any] = {
    "at": "on_day",
    "ticket": "",
    "unit": "place",
    "category": "",
    "crew": "",
    "person": "customer__caretaker",
}
KEYS = (
    _of_key(CASES, "keycases", "own"),
    _of_key(PROMISES, "keyruns", "ended_all", "kept_all", "late_all"),
    _of_key(COMPLAINTS, "keycomplaints", "all", "true", "verified"),
    _of_key(SURVEYS, "keyanswers", "asked", "answered", "satisfied"),
    Source("keyvisits", _visits, {"paid": Counter()}, **_CARE),
    Source(
        "keyfollow",
        _follow_ups,
        {"due": Counter(), "done": Counter(Q(done_at__isnull=False, done_at__date__lte=F("due_on")))},
        **_CARE,
    ),
    Source(
        "keyhazards",
        _hazards,
        {
            "found": Counter(),
            "notified": Counter(Q(notified_at__isnull=False)),
            "removed": Counter(Q(removed_at__isnull=False)),
        },
        **_CARE,
    ),
)
