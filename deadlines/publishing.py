"""What must be true of a promise before it is published, and how a new version is made of an old one."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import NoReturn

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from deadlines.conditions import meet
from deadlines.hours import ImpossibleCalendar
from deadlines.limits import parse_limit
from deadlines.models import CalendarDay, PolicyRule, Promise, WorkCalendar
from deadlines.models.calendars import pure_calendar
from deadlines.models.standards import ClockKind, Statistic
from deadlines.notice import NoticeDay
from deadlines.signals import calendar_published
from deadlines.stages import check_stages, in_order
from deadlines.turns import check_conditions
from servicedesk.lib.refusals import Refusal

KEPT = frozenset({"id", "org", "code", "version", "clock", "published_at", "published_by"})
CHANGEABLE = frozenset(field.name for field in Promise._meta.fields) - KEPT


class UnknownPromise(Refusal):
    """A code that names no promise in force."""

    code = "unknown_promise"

    def sentence(self) -> str:
        return _("No promise “%(code)s” is in force.") % {"code": self.args[0]}


class StalePromise(Refusal):
    """Somebody has published a newer version in the meantime."""

    code = "stale_promise"
    status = 409

    def sentence(self) -> str:
        return _("“%(name)s” has a newer version. Open that one and change it.") % {"name": self.args[0].name}


class BadPromise(Refusal):
    """A promise that could not be kept or counted as written."""

    code = "bad_promise"


class StaleCalendar(Refusal):
    """Somebody has published a newer version in the meantime."""

    code = "stale_calendar"
    status = 409

    def sentence(self) -> str:
        return _("The calendar “%(code)s” has a newer version. Open that one.") % {"code": self.args[0].code}


def revised(
    promise: Promise, *, owner: Unit | None, version: int, by: User | None, at: datetime, changes: dict[str, object]
) -> Promise:
    """A new, unsaved version of a promise with some columns changed."""
    unknown = sorted(changes.keys() - CHANGEABLE)
    if unknown:
        raise BadPromise(_("“%(field)s” of a promise cannot be changed.") % {"field": unknown[0]})
    told = {field: getattr(promise, field) for field in CHANGEABLE} | {"effective_from": at, "effective_until": None}
    fresh = Promise(org=owner, code=promise.code, version=version, published_at=at, published_by=by, **told | changes)
    fresh.clock, fresh.stages = clock_of(fresh.limit), in_order(fresh.stages)
    if "stages" not in changes and fresh.statistic == Statistic.AVERAGE:
        fresh.stages = [row for row in fresh.stages if not row["stage"].startswith("after")]
    return fresh


def clock_of(limit: str) -> str:
    """Which clock a limit runs on, by its unit; a cut-off is working if either half is."""
    read = parse_limit(limit)
    halves = [half for half in (read.early, read.late) if half is not None] or [read]
    return ClockKind.WORKING if any(half.is_working for half in halves) else ClockKind.ELAPSED


def check_promise(promise: Promise) -> None:
    """Refuse a promise that cannot be kept or counted as written.

    It warns after its breach, counts by no known calendar, ends before it begins, or its company has lines without an
    order for its step.
    """
    if promise.statistic not in Statistic.values:
        raise BadPromise(_("A limit is for each case, an average, or a maximum."))
    check_conditions(promise.starts_on, promise.turns)
    check_stages(promise.stages, limit=parse_limit(promise.limit), statistic=promise.statistic)
    if not WorkCalendar.objects.open_to(promise.org_id).filter(code=promise.calendar).exists():
        raise BadPromise(_("There is no calendar “%(code)s”.") % {"code": promise.calendar})
    until = promise.effective_until
    if until is not None and promise.effective_from is not None and until <= promise.effective_from:
        raise BadPromise(_("A promise ends after it begins."))
    if promise.org_id is not None:
        lines = PolicyRule.objects.filter(org=promise.org_id, milestone=promise.milestone, active_until__isnull=True)
        check_order(lines.select_related("promise").order_by("order", "line"))


def clashes(rules: Iterable[PolicyRule]) -> list[tuple[PolicyRule, PolicyRule]]:
    """The pairs of lines that one case may fall under at one time and that have the same place in the order."""
    return [(one, other) for one, other in combinations(rules, 2) if one.order == other.order and _meet(one, other)]


def check_order(rules: Iterable[PolicyRule]) -> None:
    """Refuse lines of which nobody could say which one comes first."""
    for one, other in clashes(rules):
        refuse_clash(one, other)


def refuse_clash(one: PolicyRule, other: PolicyRule) -> NoReturn:
    """Name the two lines that have the same place."""
    sentence = _("The lines “%(one)s” and “%(other)s” fit the same case and have the same order. Give one its own.")
    raise BadPromise(sentence % {"one": one, "other": other})


def _meet(one: PolicyRule, other: PolicyRule) -> bool:
    """Whether a case could fall under both."""
    if (one.milestone, one.binding) != (other.milestone, other.binding):
        return False
    if one.promise.parsed_limit.window != other.promise.parsed_limit.window:
        return False
    is_same_kind = one.kind == other.kind or not one.kind or not other.kind
    return is_same_kind and meet(one, other) and _same_time(one, other)


def _same_time(one: PolicyRule, other: PolicyRule) -> bool:
    ends = [rule.active_until for rule in (one, other) if rule.active_until is not None]
    return not ends or max(one.active_from, other.active_from) < min(ends)


@transaction.atomic
def publish_calendar(
    before: WorkCalendar,
    *,
    days: list[NoticeDay],
    official_until: date,
    source: str,
    org: Unit,
    by: User | None,
    at: datetime,
) -> WorkCalendar:
    """Publish a company's new version of a calendar: as before, with the days of an official notice.

    What was only foreseen for the years of the notice goes; `calendar_published` is announced.
    """
    Unit.objects.select_for_update().get(pk=org.pk)
    if before.hall is None:
        # A hall keeps its own hours; the holidays are everybody's.
        for own in halls_own(org, before.code):
            publish_calendar(own, days=days, official_until=official_until, source=source, org=org, by=by, at=at)
    versions = list(WorkCalendar.objects.open_to(org).at_hall(before.hall).filter(code=before.code).newest_first())
    if versions[0].pk != before.pk:
        raise StaleCalendar(before)
    if before.always_open:
        raise ImpossibleCalendar(_("“%(code)s” is open day and night: no holiday changes it.") % {"code": before.code})
    fresh = WorkCalendar.objects.create(
        org=org,
        code=before.code,
        version=next_version(org, before.code),
        hall=before.hall,
        name=before.name,
        weekly=before.weekly,
        seasons=before.seasons,
        zone=before.zone,
        official_until=max(official_until, before.official_until or official_until),
        known_until=max(official_until, before.known_until or official_until),
    )
    CalendarDay.objects.bulk_create(copied_days(fresh, before, days, source))
    check_calendar(fresh, at)
    calendar_published.send(sender=WorkCalendar, calendar=fresh, before=before, source=source, at=at, by=by)
    return fresh


def halls_own(org: Unit, code: str) -> list[WorkCalendar]:
    """The newest version of each hall that has hours of its own."""
    rows = WorkCalendar.objects.filter(org=org, code=code, hall__isnull=False).order_by("hall", "-version")
    return list(rows.distinct("hall").select_related("hall"))


def next_version(org: Unit, code: str) -> int:
    """The number of the next version of a calendar; the halls of a company count on with it."""
    rows = WorkCalendar.objects.open_to(org).filter(code=code)
    return int(rows.aggregate(last=Max("version"))["last"] or 0) + 1


def copied_days(fresh: WorkCalendar, before: WorkCalendar, days: list[NoticeDay], source: str) -> list[CalendarDay]:
    """The days of the version before, with those of a notice in their place."""
    told = {day.date: day for day in days}
    years = {day.year for day in told}
    kept = [
        CalendarDay(
            org=fresh.org,
            calendar=fresh,
            **{name: getattr(row, name) for name in ("date", "working", "hours", "name", "source", "provisional")},
        )
        for row in before.days.all()
        if row.date not in told and not (row.provisional and row.date.year in years)
    ]
    new = [
        CalendarDay(org=fresh.org, calendar=fresh, date=d.date, working=d.working, name=d.name, source=source)
        for d in days
    ]
    return kept + new


def check_calendar(calendar: WorkCalendar, at: datetime) -> None:
    """Refuse a calendar with shifts that cannot be, or without any open day in the year ahead."""
    read = pure_calendar(calendar.pk)
    if not any(read.is_working(at.date() + timedelta(days=ahead)) for ahead in range(366)):
        sentence = _("“%(code)s” would have no open day in the coming year. Leave at least one working day.")
        raise ImpossibleCalendar(sentence % {"code": calendar.code})
