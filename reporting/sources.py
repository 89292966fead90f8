"""What is counted: sources of rows, and in each the counters that a row may fall under. Everything counts from here.

A source says which rows of a company count at all, to which day a row belongs, and to which place, category, crew and
person. A counter is a condition on its rows, and may add up seconds. Stored tallies, figures of today and the list behind
a figure are all made from the same lines.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from reporting.rules import Rules

ZERO = timedelta(0)
Rows = Callable[[UUID, Rules], "QuerySet[Any]"]


@dataclass(frozen=True)
class Counter:
    """A condition on the rows of a source; `seconds` names an annotated length of time to be added up."""

    when: Q = field(default_factory=Q)
    seconds: str = ""


@dataclass(frozen=True)
class Source:
    """One sort of rows. `at`: the moment that gives the day; `lag`: so much later it counts; `ticket`: the way to its case.

    `unit`, `category`, `crew` and `person` name the columns by which it is divided; an empty one divides it not.
    """

    code: str
    rows: Rows
    counters: Mapping[str, Counter]
    at: str = "at"
    ticket: str = "ticket__"
    unit: str = "ticket__unit"
    category: str = "ticket__category"
    crew: str = "ticket__crew"
    person: str = ""
    lag: Callable[[Rules], timedelta] = lambda _rules: ZERO
    between: Callable[[datetime, datetime], Q] | None = None

    def of(self, org: UUID, rules: Rules, begins: datetime, ends: datetime) -> "QuerySet[Any]":
        """The rows of a company that count in this time."""
        lag = self.lag(rules)
        begins, ends = begins - lag, ends - lag
        if self.between is not None:
            return self.rows(org, rules).filter(self.between(begins, ends))
        return self.rows(org, rules).filter(**{f"{self.at}__gte": begins, f"{self.at}__lt": ends})

    @property
    def columns(self) -> dict[str, str]:
        """By what it is divided: our word, and its column."""
        told = {"unit": self.unit, "category": self.category, "crew": self.crew, "person": self.person}
        return {name: column for name, column in told.items() if column}
