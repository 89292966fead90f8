"""What a company's pages of standards read: its lines, its promises in all versions, its calendars."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.http import Http404
from django.utils.functional import Promise as Lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from deadlines.loading import profiles
from deadlines.models import PolicyRule, Promise, WorkCalendar
from deadlines.notice import NoticeDay
from deadlines.words import COLUMNS, KINDS, STEPS
from servicedesk.lib.refusals import Invalid


def company_of(user: User, chosen: str = "") -> Unit:
    """The company whose standards are read: the chosen one of the person's own, else the first."""
    companies = {str(unit.pk): unit for unit in Unit.objects.filter(pk__in=user.orgs()).order_by("path")}
    if not companies:
        raise Invalid(_("You work for no company yet. Ask your administrator for a place in one."))
    return companies.get(chosen) or next(iter(companies.values()))


def versioned(code: str, version: int) -> str:
    """How a version is named in addresses: `code@2`."""
    return f"{code}@{version}"


def promises_of(org: Unit) -> dict[str, Promise]:
    """Every version of the promises that a line of the company has ever named, by `code@version`."""
    codes = PolicyRule.objects.filter(org=org).values("promise__code")
    rows = Promise.objects.open_to(org).filter(code__in=codes).order_by("name", "code", "-version")
    found: dict[str, Promise] = {}
    for row in rows:
        key = versioned(row.code, row.version)
        if key not in found or row.org_id is not None:
            found[key] = row
    return found


def calendars_of(org: Unit) -> dict[str, WorkCalendar]:
    """Every version of every calendar that the company may count by, the usual one of each code first, halls' own last."""
    found: dict[str, WorkCalendar] = {}
    rows = WorkCalendar.objects.open_to(org).select_related("hall").newest_first()
    for row in sorted(rows, key=lambda row: (row.hall_id is not None, row.code)):
        found.setdefault(versioned(row.code, row.version), row)
    return found


def halls_of(org: Unit) -> list[Unit]:
    """The halls of the company, by code."""
    return list(Unit.objects.filter(org=org, kind=Unit.Kind.HALL, is_active=True).order_by("code"))


def calendar_of(org: Unit, code: str, version: str = "", hall: Unit | None = None) -> WorkCalendar:
    """One calendar of the company or of a hall: the given version, else the newest; what names none is not there."""
    known = WorkCalendar.objects.open_to(org).select_related("hall").filter(code=code)
    rows = list((known if version else known.at_hall(hall)).newest_first())
    chosen = [row for row in rows if str(row.version) == version] if version else rows
    if not chosen:
        raise Http404(code)
    return chosen[0]


def foreseen(calendar: WorkCalendar) -> list[NoticeDay]:
    """The days of a calendar that no notice has settled yet."""
    rows = calendar.days.filter(provisional=True).order_by("date")
    return [NoticeDay(row.date, row.working, row.name) for row in rows]


def usual_calendar(calendars: dict[str, WorkCalendar], code: str) -> WorkCalendar:
    """The version of a calendar by which the company counts now."""
    usual = next((row for row in calendars.values() if row.code == code), None)
    if usual is None:
        raise Invalid(_("There is no calendar “%(code)s”.") % {"code": code})
    return usual


def lines_of(org: Unit, at: datetime) -> list[PolicyRule]:
    """The lines that hold at `at` or later, in the order in which they are tried."""
    rows = PolicyRule.objects.filter(org=org).select_related("promise", "hall").order_by("order", "active_from", "pk")
    return [row for row in rows if row.active_until is None or row.active_until > at]


def by_kind(rules: Iterable[PolicyRule]) -> list[tuple[str, list[PolicyRule]]]:
    """The lines kind by kind, step by step; within a step in the order in which they are tried."""
    kinds, steps = list(KINDS), list(STEPS)

    def place(rule: PolicyRule) -> tuple[int, int, int]:
        kind = kinds.index(rule.kind) if rule.kind in kinds else len(kinds)
        step = steps.index(rule.milestone) if rule.milestone in steps else len(steps)
        return kind, step, rule.order

    return [(kind, list(lines)) for kind, lines in groupby(sorted(rules, key=place), key=lambda rule: rule.kind)]


@dataclass(frozen=True)
class Version:
    """One version of a promise, and what it changed of the one before."""

    promise: Promise
    before: int | None
    changed: tuple[Lazy, ...]

    @property
    def key(self) -> str:
        return versioned(self.promise.code, self.promise.version)


def versions_of(org: Unit, code: str) -> list[Version]:
    """Every version of one promise that the company may read, the newest first; a code that names none is not there."""
    rows = Promise.objects.open_to(org).filter(code=code).select_related("published_by").order_by("-version", "org")
    found = list(rows)
    if not found:
        raise Http404(code)
    return [
        Version(row, before.version if before else None, _changes(before, row))
        for row, before in zip(found, [*found[1:], None], strict=True)
    ]


def _changes(before: Promise | None, row: Promise) -> tuple[Lazy, ...]:
    if before is None:
        return ()
    return tuple(word for column, word in COLUMNS.items() if getattr(before, column) != getattr(row, column))


def profiles_beside(rules: Iterable[PolicyRule]) -> list[dict[str, object]]:
    """The shipped profiles that may stand before a company's own lines, and whether they do."""
    standing = {rule.profile for rule in rules if rule.active_until is None}
    word = "name" if (get_language() or "").startswith("zh") else "name_en"
    return [
        {"code": code, "name": row[word], "lines": len(row["lines"]), "is_on": code in standing}
        for code, row in profiles().items()
        if row.get("beside")
    ]
