"""What the address of a report asks for: a period, a hall, a category, a crew, and by what it is divided."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from tickets.lifecycle import Kind
from tickets.models import Category

USUAL = timedelta(days=29)
YEARS = range(2000, 2200)
BYS = ("hall", "category", "crew", "month", "day")


@dataclass(frozen=True)
class Wanted:
    """The filters of a report; an empty one means all. Without a `user` it is read for a whole company, `org`."""

    user: User | None
    first: date
    last: date
    hall: Unit | None = None
    category: Category | None = None
    crew: Unit | None = None
    by: str = "hall"
    weekday: int = 0
    person: UUID | None = None
    only: bool = False  # of the category itself, without those under it
    no_crew: bool = False
    kind: str = ""
    org: UUID | None = None
    # What was read for one page is read once, however many tables it has.
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def orgs(self) -> list[UUID]:
        """The companies whose figures are read."""
        return sorted(self.user.orgs()) if self.user else [self.org] if self.org else []

    @cached_property
    def units(self) -> frozenset[UUID] | None:
        """The places that count: the chosen one, else all whose figures this person may read; None for all there are."""
        if self.hall:
            return frozenset([self.hall.pk])
        return frozenset(self.user.units("reports")) if self.user else None

    @cached_property
    def categories(self) -> frozenset[UUID] | None:
        """The chosen category with all under it; None for all."""
        if self.category is None:
            return self._of_kind() if self.kind else None
        if self.only:
            return frozenset([self.category.pk])
        rows = Category.objects.filter(org=self.category.org_id).values_list("pk", "parent_id")
        found = [self.category.pk]
        for one in found:
            found += [pk for pk, parent in rows if parent == one]
        return frozenset(found)

    def _of_kind(self) -> frozenset[UUID]:
        return frozenset(Category.objects.filter(org__in=self.orgs, kind=self.kind).values_list("pk", flat=True))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def query(self) -> str:
        """As it stands in the address."""
        return urlencode(self.told())

    def told(self) -> dict[str, str]:
        told = {"from": self.first.isoformat(), "to": self.last.isoformat(), "by": self.by}
        told |= {"hall": self.hall.code if self.hall else "", "category": self.category.code if self.category else ""}
        told |= {
            "crew": "none" if self.no_crew else str(self.crew.pk) if self.crew else "",
            "weekday": str(self.weekday or ""),
        }
        told |= {
            "person": str(self.person or ""),
            "only": "1" if self.only and self.category else "",
            "kind": self.kind,
        }
        return {name: value for name, value in told.items() if value}

    def but(self, **changes: object) -> "Wanted":
        """The same with something else about it."""
        return replace(self, **changes)  # type: ignore[arg-type]


def wanted(query: QueryDict, *, user: User, today: date) -> Wanted:
    """Read an address; what makes no sense is left out, and no period is the last thirty days."""
    first, last = period(query, today=today)
    told = {
        name: query.get(name, "") for name in ("by", "hall", "category", "crew", "weekday", "person", "only", "kind")
    }
    return of_words(told, user=user, first=first, last=last)


def of_words(query: Mapping[str, str], *, user: User, first: date, last: date) -> Wanted:
    """The filters as words; what names nothing that this person may ask for is left out."""
    by = query.get("by", "")
    weekday = query.get("weekday", "")
    return Wanted(
        user,
        first,
        last,
        hall=_place(user, query.get("hall", "")),
        category=_category(user, query.get("category", "")),
        crew=_unit(user, query.get("crew", "")),
        by=by if by in BYS else "hall",
        weekday=int(weekday) if weekday in list("1234567") else 0,
        person=key_of(query.get("person", "")),
        only=query.get("only") == "1",
        no_crew=query.get("crew") == "none",
        kind=query.get("kind", "") if query.get("kind") in Kind.values else "",
    )


def period(query: QueryDict, *, today: date) -> tuple[date, date]:
    """From `from` to `to`, or the `month` (2026-03) or `year` that is named; else the last thirty days."""
    month, year = query.get("month", ""), query.get("year", "")
    if (first := day_of(f"{month}-01")) is not None and month:
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if (first := day_of(f"{year}-01-01")) is not None and year:
        return first, first.replace(month=12, day=31)
    until = day_of(query.get("to", "")) or today
    since = day_of(query.get("from", "")) or until - USUAL
    return min(since, until), max(since, until)


def quick(want: Wanted, *, today: date) -> list[tuple[str, str]]:
    """The periods that people ask for most, with their addresses."""
    month = today.replace(day=1)
    last = (month - timedelta(days=1)).replace(day=1)
    periods = [
        (_("This month"), month, today),
        (_("Last month"), last, month - timedelta(days=1)),
        (_("This year"), today.replace(month=1, day=1), today),
    ]
    return [(word, want.but(first=first, last=until).query) for word, first, until in periods]


def day_of(text: str) -> date | None:
    """A day out of an address; anything else is none."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if day.year in YEARS else None


def key_of(text: str) -> UUID | None:
    """A key out of an address; anything else is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def halls_of(user: User) -> "QuerySet[Unit]":
    """The places whose figures this person may read, in the order of their codes."""
    return Unit.objects.filter(pk__in=user.units("reports"), kind=Unit.Kind.HALL).order_by("code")


def crews_of(user: User) -> "QuerySet[Unit]":
    """The crews that may be chosen."""
    return Unit.objects.filter(org__in=user.orgs(), kind=Unit.Kind.CREW, is_active=True).order_by("code")


def categories_of(user: User) -> list[Category]:
    """The categories that may be chosen, groups included."""
    return list(Category.objects.filter(org__in=user.orgs()).order_by("code"))


def _place(user: User, code: str) -> Unit | None:
    if not code or "\0" in code:
        return None
    return Unit.objects.filter(pk__in=user.units("reports"), code=code[:12]).order_by("-kind").first()


def _category(user: User, code: str) -> Category | None:
    return Category.objects.filter(org__in=user.orgs(), code=code[:40]).first() if code and "\0" not in code else None


def _unit(user: User, text: str) -> Unit | None:
    key = key_of(text)
    return crews_of(user).filter(pk=key).first() if key else None
