"""What is done to an outage: announced, changed, expected to end at another time, ended, withdrawn. Each is an event."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import Unit, User
from outages.models import Kind, Outage, OutageArea, OutageEvent
from outages.reach import households
from outages.refusals import Changed, IsOver, ToConfirm
from servicedesk.lib.refusals import Invalid, NotAllowed

# How long before it must be announced; the rules of supply (notice of planned and of temporary outages).
NOTICE = {Kind.PLANNED: timedelta(days=7), Kind.TEMPORARY: timedelta(hours=24)}
LONGEST_AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class Told:
    """What is told of an outage. `areas` are not saved yet; without a script one is written from the rest."""

    kind: str
    title: str
    starts_at: datetime
    areas: list[OutageArea]
    cause: str = ""
    expected_end_at: datetime | None = None
    script: str = ""


@transaction.atomic
def announce(told: Told, *, org: Unit, by: User, at: datetime, confirmed: bool = False) -> Outage:
    """Put an outage on record: from now on the desk answers with it. Raises Invalid, ToConfirm, NotAllowed."""
    _require(by, org.pk)
    _check(told, at=at)
    if not confirmed and (warnings := warnings_for(told, org_id=org.pk, at=at)):
        raise ToConfirm(warnings)
    outage = Outage(org=org, number=_next_number(org, at), by=by, announced_at=at)
    _put(outage, told)
    outage.save(force_insert=True)
    _cover(outage, told.areas)
    _record(outage, "announce", by=by, at=at, facts={"kind": told.kind, "households": outage.households})
    return outage


@transaction.atomic
def amend(outage: Outage, told: Told, *, version: int, by: User, at: datetime, confirmed: bool = False) -> Outage:
    """Change what is told of an outage, its area as well. Raises Changed, IsOver, Invalid, ToConfirm."""
    held = _hold(outage, by=by, version=version)
    _check(told, at=at, first_told=held.announced_at)
    if not confirmed and (warnings := warnings_for(told, org_id=held.org_id, at=held.announced_at, but=held.pk)):
        raise ToConfirm(warnings)
    before = _as_told(held)
    held.areas.all().delete()
    _put(held, told)
    _cover(held, told.areas)
    changed = sorted(name for name, value in _as_told(held).items() if value != before[name])
    return _changed(held, "amend", by=by, at=at, facts={"changed": changed, "households": held.households})


@transaction.atomic
def expect(outage: Outage, *, end_at: datetime, reason: str, version: int, by: User, at: datetime) -> Outage:
    """Say when supply is expected back now, and why not before. The desk reads it out from the next moment on."""
    held = _hold(outage, by=by, version=version)
    if end_at <= max(held.starts_at, at):
        raise Invalid(_("Supply is expected back after now and after the beginning."), fields={"expected_end_at": ""})
    facts = {"before": held.expected_end_at.isoformat() if held.expected_end_at else "", "after": end_at.isoformat()}
    has_own_words = held.script != written(_told(held))
    held.expected_end_at = end_at
    if not has_own_words:
        held.script = written(_told(held))
    return _changed(held, "expect", by=by, at=at, reason=reason, facts=facts)


@transaction.atomic
def end(outage: Outage, *, ended_at: datetime, version: int, by: User, at: datetime) -> Outage:
    """Supply is back. It ended when it ended, at the latest now."""
    held = _hold(outage, by=by, version=version)
    if not held.starts_at <= ended_at <= at:
        raise Invalid(_("It ended between its beginning and now."), fields={"ended_at": ""})
    held.ended_at = ended_at
    return _changed(held, "end", by=by, at=at, facts={"ended_at": ended_at.isoformat()})


@transaction.atomic
def withdraw(outage: Outage, *, reason: str, version: int, by: User, at: datetime) -> Outage:
    """It does not take place, or was put on record by mistake."""
    held = _hold(outage, by=by, version=version)
    if not reason.strip():
        raise Invalid(_("Say why it is withdrawn."), fields={"reason": _("missing")})
    held.withdrawn_at = at
    return _changed(held, "withdraw", by=by, at=at, reason=reason.strip(), facts={})


def warnings_for(told: Told, *, org_id: UUID, at: datetime, but: UUID | None = None) -> list[str]:
    """What somebody should have read first: notice that is too short, another outage of the same place and time."""
    warnings = []
    needed = NOTICE.get(Kind(told.kind))
    if needed and told.starts_at - at < needed:
        warnings.append(_too_short(needed))
    other = _overlapping(told, org_id=org_id, but=but)
    if other:
        warnings.append(
            _("Outage %(number)s, “%(title)s”, covers part of it at the same time.")
            % {"number": other.number, "title": other.title}
        )
    return warnings


def _too_short(needed: timedelta) -> str:
    if needed.days > 1:
        said = ngettext("%(n)d day", "%(n)d days", needed.days) % {"n": needed.days}
        return _("A planned outage is announced %(time)s before it begins; this is less.") % {"time": said}
    return _("A temporary outage is announced %(n)d hours before it begins; this is less.") % {"n": 24}


def _overlapping(told: Told, *, org_id: UUID, but: UUID | None) -> Outage | None:
    named = {(area.by, area.value) for area in told.areas}
    found = Outage.objects.open().filter(org_id=org_id, areas__value__in=[value for _by, value in named])
    others = found.exclude(pk=but) if but else found
    for other in others.distinct().prefetch_related("areas"):
        shares = any((area.by, area.value) in named for area in other.areas.all())
        begins_before = told.expected_end_at is None or other.starts_at < told.expected_end_at
        ends_after = other.expected_end_at is None or other.expected_end_at > told.starts_at
        if shares and begins_before and ends_after:
            return other
    return None


def written(told: Told) -> str:
    """What the desk reads out, made of the facts."""
    cause = told.cause or _("work on the grid")
    said = {"place": told.title, "cause": cause}
    if told.expected_end_at is None:
        return (
            _("%(place)s is without power because of %(cause)s. We tell you as soon as we know when it is back.") % said
        )
    said["time"] = date_format(
        timezone.localtime(told.expected_end_at), pgettext("date in this year, with the time", "j M H:i")
    )
    return _("%(place)s is without power because of %(cause)s. Supply is expected back on %(time)s.") % said


def _check(told: Told, *, at: datetime, first_told: datetime | None = None) -> None:
    if not told.title.strip():
        raise Invalid(_("Say which place it is, as people call it."), fields={"title": _("missing")})
    if not told.areas:
        raise Invalid(_("Say what it covers: a street, a transformer, a feeder or accounts."), fields={"streets": ""})
    if told.expected_end_at and told.expected_end_at <= told.starts_at:
        said = _("It ends before it begins. Check both times.")
        raise Invalid(said, fields={"expected_end_at": said})
    if told.starts_at > at + LONGEST_AHEAD:
        raise Invalid(_("It begins more than a year from now. Check the year."), fields={"starts_at": ""})
    if told.kind == Kind.PLANNED and told.expected_end_at is None:
        said = _("A planned outage says when supply is back.")
        raise Invalid(said, fields={"expected_end_at": said})


def _put(outage: Outage, told: Told) -> None:
    outage.kind, outage.title, outage.cause = told.kind, told.title.strip(), told.cause.strip()
    outage.starts_at, outage.expected_end_at = told.starts_at, told.expected_end_at
    outage.script = told.script.strip() or written(told)
    for area in told.areas:
        area.org_id, area.outage = outage.org_id, outage
    outage.households = households(told.areas)


def _cover(outage: Outage, areas: Iterable[OutageArea]) -> None:
    OutageArea.objects.bulk_create(areas, ignore_conflicts=True)


def _told(outage: Outage) -> Told:
    return Told(
        kind=outage.kind,
        title=outage.title,
        cause=outage.cause,
        starts_at=outage.starts_at,
        expected_end_at=outage.expected_end_at,
        areas=[],
    )


def _as_told(outage: Outage) -> dict[str, object]:
    names = ("kind", "title", "cause", "script", "starts_at", "expected_end_at", "households")
    return {name: getattr(outage, name) for name in names}


def _hold(outage: Outage, *, by: User, version: int) -> Outage:
    """Lock it, and refuse who may not, what is over, and what was seen in another version."""
    held = Outage.objects.select_for_update().get(pk=outage.pk)
    _require(by, held.org_id)
    if not held.is_open:
        raise IsOver
    if held.version != version:
        raise Changed
    return held


def _require(by: User, org_id: UUID) -> None:
    if not by.may("outage") or org_id not in by.orgs():
        raise NotAllowed("outage")


def _changed(
    held: Outage, what: str, *, by: User, at: datetime, facts: Mapping[str, object], reason: str = ""
) -> Outage:
    held.version += 1
    held.save()
    _record(held, what, by=by, at=at, facts=facts, reason=reason)
    return held


def _record(
    outage: Outage, what: str, *, by: User, at: datetime, facts: Mapping[str, object], reason: str = ""
) -> None:
    OutageEvent.objects.create(
        outage=outage, org_id=outage.org_id, what=what, by=by, at=at, facts=dict(facts), reason=reason.strip()[:500]
    )


def _next_number(org: Unit, at: datetime) -> str:
    """TD, the day, and how many there were on it: TD26031801."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"outage/{org.pk}"])
    day = f"TD{timezone.localtime(at):%y%m%d}"
    return f"{day}{Outage.objects.filter(org=org, number__startswith=day).count() + 1:02d}"
