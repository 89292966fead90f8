"""What is done to an outage: announced, changed, expected to end at another time, ended, withdrawn. Each is an event."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from outages import duties, important
from outages.checking import Told as Told
from outages.checking import back_again, check, doubts_about, written
from outages.model_duties import Step
from outages.models import Outage, OutageArea, OutageEvent
from outages.reach import households
from outages.refusals import Changed, IsOver, ToConfirm
from servicedesk.lib.refusals import Invalid, NotAllowed


@transaction.atomic
def announce(told: Told, *, org: Unit, by: User, at: datetime, confirmed: bool = False) -> Outage:
    """Put an outage on record: from now on the desk answers with it. Raises Invalid, ToConfirm, NotAllowed."""
    require(by, org.pk)
    check(told, org_id=org.pk, at=at)
    if not confirmed and (doubts := doubts_about(told, org_id=org.pk, at=at)):
        raise ToConfirm(doubts)
    outage = Outage(org=org, number=next_number(org, at), by=by, announced_at=at)
    _put(outage, told)
    outage.save(force_insert=True)
    _cover(outage, told.areas)
    record(outage, "announce", by=by, at=at, facts={"kind": told.kind, "households": outage.households})
    important.list_them(outage)
    duties.begin(outage, at=at)
    return outage


@transaction.atomic
def amend(outage: Outage, told: Told, *, version: int, by: User, at: datetime, confirmed: bool = False) -> Outage:
    """Change what is told of an outage, its area as well. Raises Changed, IsOver, Invalid, ToConfirm."""
    held = hold(outage, by=by, version=version)
    check(told, org_id=held.org_id, at=max(held.announced_at, held.starts_at))
    if not confirmed and (doubts := doubts_about(told, org_id=held.org_id, at=held.announced_at, but=held.pk)):
        raise ToConfirm(doubts)
    before = _as_told(held)
    held.areas.all().delete()
    _put(held, told)
    _cover(held, told.areas)
    changed = sorted(name for name, value in _as_told(held).items() if value != before[name])
    important.list_them(held)
    if {"starts_at", "kind"} & set(changed):
        duties.begin_again(held, at=at)
    if held.expected_end_at:
        duties.done(held, Step.ESTIMATE, at=at)
    return save_changed(held, "amend", by=by, at=at, facts={"changed": changed, "households": held.households})


@transaction.atomic
def widen(outage: Outage, areas: Iterable[OutageArea], *, by: User, at: datetime) -> Outage:
    """Add what somebody else was about to announce as an outage of its own: both are one."""
    held = hold(outage, by=by)
    kept = list(held.areas.all())
    for area in areas:
        area.org_id, area.outage = held.org_id, held
        kept.append(area)
    _cover(held, [area for area in kept if area._state.adding])
    held.households = households(held.areas.all())
    important.list_them(held)
    return save_changed(held, "amend", by=by, at=at, facts={"changed": ["areas"], "households": held.households})


@transaction.atomic
def expect(
    outage: Outage, *, end_at: datetime, reason: str, by: User, at: datetime, version: int | None = None
) -> Outage:
    """Say when supply is expected back now, and why not before. The desk reads it out from the next moment on."""
    held = hold(outage, by=by, version=version)
    return expect_held(held, end_at=end_at, reason=reason, by=by, at=at)


def expect_held(
    held: Outage, *, end_at: datetime, reason: str, by: User, at: datetime, facts: Mapping[str, object] | None = None
) -> Outage:
    """The same for an outage that the caller has locked; `facts` say what else is news."""
    if end_at <= max(held.starts_at, at):
        said = _("Supply is expected back after now and after the beginning.")
        raise Invalid(said, fields={"expected_end_at": said})
    told = {"before": held.expected_end_at.isoformat() if held.expected_end_at else "", "after": end_at.isoformat()}
    has_own_words = held.script != written(_told(held), held.org_id)
    held.expected_end_at = end_at
    if not has_own_words:
        held.script = written(_told(held), held.org_id)
    duties.done(held, Step.ESTIMATE, at=at)
    return save_changed(held, "expect", by=by, at=at, reason=reason, facts=told | dict(facts or {}))


@transaction.atomic
def end(outage: Outage, *, ended_at: datetime, by: User | None, at: datetime, version: int | None = None) -> Outage:
    """Supply is back. It ended when it ended, at the latest now. `by` is empty where the crew's report says so."""
    held = hold(outage, by=by, version=version)
    if not held.starts_at <= ended_at <= at:
        said = _("It ended between its beginning and now.")
        raise Invalid(said, fields={"ended_at": said})
    held.ended_at, held.script = ended_at, back_again(held.title, ended_at)
    duties.drop(held, at=at)
    return save_changed(held, "end", by=by, at=at, facts={"ended_at": ended_at.isoformat()})


@transaction.atomic
def withdraw(outage: Outage, *, reason: str, by: User, at: datetime, version: int | None = None) -> Outage:
    """It does not take place, or was put on record by mistake."""
    held = hold(outage, by=by, version=version)
    if not reason.strip():
        raise Invalid(_("Say why it is withdrawn."), fields={"reason": _("missing")})
    held.withdrawn_at = at
    duties.drop(held, at=at)
    return save_changed(held, "withdraw", by=by, at=at, reason=reason.strip(), facts={})


def _put(outage: Outage, told: Told) -> None:
    outage.kind, outage.title, outage.cause = told.kind, told.title.strip(), told.cause.strip()
    outage.cause_code, outage.crew = told.cause_code, told.crew
    outage.starts_at, outage.expected_end_at = told.starts_at, told.expected_end_at
    outage.script = told.script.strip() or written(told, outage.org_id)
    for area in told.areas:
        area.org_id, area.outage = outage.org_id, outage
    outage.households = households(told.areas)


def _cover(outage: Outage, areas: Iterable[OutageArea]) -> None:
    OutageArea.objects.bulk_create(areas, ignore_conflicts=True)


def _told(outage: Outage) -> Told:
    names = ("kind", "title", "cause", "cause_code", "starts_at", "expected_end_at")
    return Told(areas=[], **{name: getattr(outage, name) for name in names})


def rewritten(outage: Outage) -> str:
    """The script written anew from what is known now."""
    return written(_told(outage), outage.org_id)


def _as_told(outage: Outage) -> dict[str, object]:
    names = ("kind", "title", "cause", "cause_code", "crew_id", "script", "starts_at", "expected_end_at", "households")
    return {name: getattr(outage, name) for name in names}


def hold(outage: Outage, *, by: User | None, version: int | None = None) -> Outage:
    """Lock it, and refuse who may not, what is over, and what was seen in another version."""
    held = Outage.objects.select_for_update().get(pk=outage.pk)
    if by is not None:
        require(by, held.org_id)
    if not held.is_open:
        raise IsOver
    if version is not None and held.version != version:
        raise Changed
    return held


def require(by: User, org_id: UUID) -> None:
    """Refuse who may not announce outages of this company."""
    if not by.may("outage") or org_id not in by.orgs():
        raise NotAllowed("outage")


def save_changed(
    held: Outage, what: str, *, by: User | None, at: datetime, facts: Mapping[str, object], reason: str = ""
) -> Outage:
    """Save what was changed under the lock, and write it into the history."""
    held.version += 1
    held.save()
    record(held, what, by=by, at=at, facts=facts, reason=reason)
    return held


def record(
    outage: Outage, what: str, *, by: User | None, at: datetime, facts: Mapping[str, object], reason: str = ""
) -> None:
    """Write one fact into the history."""
    OutageEvent.objects.create(
        outage=outage, org_id=outage.org_id, what=what, by=by, at=at, facts=dict(facts), reason=reason.strip()[:500]
    )


def next_number(org: Unit, at: datetime) -> str:
    """TD, the day, and how many there were on it: TD26031801."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"outage/{org.pk}"])
    day = f"TD{timezone.localtime(at):%y%m%d}"
    return f"{day}{Outage.objects.filter(org=org, number__startswith=day).count() + 1:02d}"
