"""The rota: a stretch of duty or rest is written and taken off, a week is filled from the usual one or from the last."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.absences import may_deputise
from accounts.models import Absence, Unit, User
from fieldwork.duty import profile_of
from fieldwork.model_crews import CrewEvent
from fieldwork.model_rota import Pattern, Shift
from fieldwork.refusals import ShiftsOverlap
from servicedesk.lib.refusals import Invalid, NotAllowed
from servicedesk.templatetags.hall import hall_time
from tickets.actions.standing_in import settle
from tickets.refusals import NotYours

LONGEST = timedelta(hours=24)
WEEK = timedelta(days=7)


@transaction.atomic
def add_shift(who: Unit | User, *, sort: str, from_at: datetime, until_at: datetime, by: User, at: datetime) -> Shift:
    """Put a crew or a person on the rota. A crew's first shift makes the rota say when it is on duty.

    Raises ShiftsOverlap, Invalid, NotYours.
    """
    org = _may(who, by)
    if not timedelta() < until_at - from_at <= LONGEST:
        text = _("It must end after it begins, within 24 hours.")
        raise Invalid(text, fields={"until": text})
    named = _named(who)
    held = type(who).objects.select_for_update().get(pk=who.pk)  # two people at one rota wait for each other here
    there = Shift.objects.standing().filter(**named, sort=sort).during(from_at, until_at).order_by("from_at").first()
    if there:
        raise ShiftsOverlap(held.name, f"{hall_time(there.from_at, at)}–{hall_time(there.until_at, at)}")
    made = Shift.objects.create(org=org, **named, sort=sort, from_at=from_at, until_at=until_at, by=by, made_at=at)
    if isinstance(who, Unit):
        _by_rota(who, org, by=by, at=at)
    return made


def _by_rota(crew: Unit, org: Unit, *, by: User, at: datetime) -> None:
    profile = profile_of(Unit.objects.select_related("crew_profile").get(pk=crew.pk))
    if not profile.by_rota:
        profile.by_rota, profile.version = True, profile.version + 1
        profile.save()
        facts = {"by_rota": [False, True], "version": profile.version}
        CrewEvent.objects.create(org=org, crew=crew, what="change", by=by, at=at, facts=facts)


@transaction.atomic
def cancel_shift(shift: Shift, *, by: User, at: datetime) -> None:
    """Take a stretch off the rota; twice is once. What has begun ends now, what is over stays as it was."""
    _may(shift.crew or shift.person, by)
    _call_off(Shift.objects.select_for_update().get(pk=shift.pk), by=by, at=at)


@transaction.atomic
def copy_week(org: Unit, *, monday: date, by: User, at: datetime) -> int:
    """Write the week before once more for the week of `monday`; what stands there already stays. Returns how many."""
    begin = midnight(monday)
    last = Shift.objects.standing().filter(org=org, from_at__gte=begin - WEEK, from_at__lt=begin)
    lines = [(one.crew, one.person, one.sort, one.from_at + WEEK, one.until_at + WEEK) for one in last]
    return _write(org, lines, by=by, at=at)


@transaction.atomic
def fill_week(org: Unit, *, monday: date, by: User, at: datetime) -> int:
    """Write the usual week into the week of `monday`; what stands there already stays. Returns how many."""
    usual = Pattern.objects.filter(org=org).select_related("crew", "person")
    lines = [(one.crew, one.person, one.sort, *_on(one, monday)) for one in usual]
    return _write(org, lines, by=by, at=at)


@transaction.atomic
def keep_as_usual(org: Unit, *, monday: date, by: User) -> int:
    """Make the week of `monday` the usual one; returns how many lines it has."""
    if not by.may_at("rota_edit", org.pk):
        raise NotAllowed("rota_edit")
    begin = midnight(monday)
    rows = Shift.objects.standing().filter(org=org, from_at__gte=begin, from_at__lt=begin + WEEK)
    Pattern.objects.filter(org=org).delete()
    made = []
    for one in rows:
        begins, ends = timezone.localtime(one.from_at), timezone.localtime(one.until_at)
        times = {"weekday": begins.weekday(), "from_time": begins.time(), "until_time": ends.time()}
        made.append(Pattern(org=org, crew_id=one.crew_id, person_id=one.person_id, sort=one.sort, **times))
    return len(Pattern.objects.bulk_create(made, ignore_conflicts=True))


def midnight(day: date) -> datetime:
    """When a day of the hall begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _on(line: Pattern, monday: date) -> tuple[datetime, datetime]:
    day = monday + timedelta(days=line.weekday)
    begin = timezone.make_aware(datetime.combine(day, line.from_time))
    end = timezone.make_aware(datetime.combine(day, line.until_time))
    return begin, end if end > begin else end + timedelta(days=1)


Line = tuple[Unit | None, User | None, str, datetime, datetime]


def _write(org: Unit, lines: Iterable[Line], *, by: User, at: datetime) -> int:
    """Write what fits beside what is there."""
    if not by.may_at("rota_edit", org.pk):
        raise NotAllowed("rota_edit")
    done = 0
    for crew, person, sort, from_at, until_at in lines:
        who = crew or person
        if who is None or not who.is_active:
            continue
        try:
            with transaction.atomic():
                add_shift(who, sort=sort, from_at=from_at, until_at=until_at, by=by, at=at)
            done += 1
        except ShiftsOverlap:
            continue
    return done


@transaction.atomic
def end_absence(absence: Absence, *, by: User, at: datetime) -> None:
    """Somebody is back before their time, or does not go at all; twice is once.

    What their deputy took over and has not begun is theirs again in the same transaction.
    """
    may_deputise(absence.person, by)
    held = Absence.objects.select_for_update().get(pk=absence.pk)
    _call_off(held, by=by, at=at)
    settle(held, at=at)


def _named(who: Unit | User) -> dict[str, Unit | User]:
    return {"crew": who} if isinstance(who, Unit) else {"person": who}


def _may(who: Unit | User | None, by: User) -> Unit:
    """The rota of one's own company alone; of people, those who belong to it."""
    place = who.pk if isinstance(who, Unit) else who.home_id if who else None
    if not by.may("rota_edit"):
        raise NotAllowed("rota_edit")
    if who is None or who.org is None or not by.may_at("rota_edit", place, who.org_id):
        raise NotYours
    return who.org


def _call_off(held: Shift | Absence, *, by: User, at: datetime) -> None:
    """End what has begun, cancel what has not; what is over or cancelled stays as it was."""
    if held.cancelled_at or held.until_at <= at:
        return
    if held.from_at < at:
        held.until_at = at
    else:
        held.cancelled_at, held.cancelled_by = at, by
    held.save(update_fields=["until_at", "cancelled_at", "cancelled_by"])
