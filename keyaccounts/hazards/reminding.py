"""What about hazards falls due: follow-ups, remedies, reports to the authority. Each is said once, whoever sweeps."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from accounts.actions import tell
from accounts.models import User
from keyaccounts.hazard_lifecycle import Grade, State
from keyaccounts.models import Hazard, HazardFollowUp
from keyaccounts.people import in_charge
from servicedesk.lib.loops import carry_on

BATCH = 500
WAITING = (State.NOTIFIED, State.IN_REMEDY, State.REPORTED)


def remind(*, at: datetime) -> int:
    """Say everything that has fallen due; returns how much that was."""
    today, said = timezone.localdate(at), 0
    for hazard in Hazard.objects.unreported().filter(report_due_at__lte=at, report_alarmed_at__isnull=True)[:BATCH]:
        with carry_on(hazard):
            said += sound(hazard, at=at)
    untold = HazardFollowUp.objects.filter(done_at__isnull=True, told_at__isnull=True, due_on__lte=today)
    for one in untold.select_related("hazard__customer", "by")[:BATCH]:
        with carry_on(one):
            said += say_follow_up(one, at=at)
    late = Hazard.objects.filter(state__in=WAITING, remedy_on__lt=today).exclude(remedy_told_on=F("remedy_on"))
    for hazard in late.for_list()[:BATCH]:
        with carry_on(hazard):
            said += say_remedy(hazard, at=at)
    return said


def sound(hazard: Hazard, *, at: datetime) -> bool:
    """A major hazard was not reported in time: those who report it are alarmed, once."""
    open_ones = Hazard.objects.filter(pk=hazard.pk, grade=Grade.MAJOR, reported_at__isnull=True)
    claimed = open_ones.filter(report_alarmed_at__isnull=True).update(report_alarmed_at=at)
    if claimed and hazard.report_due_at:
        facts = {"due_at": hazard.report_due_at.isoformat()}
        people = User.objects.holding("report_hazard", [hazard.org])
        _say(people, hazard, "hazard_report_late", f"hazard:{hazard.pk}:late:{hazard.report_due_at:%Y%m%d}", at, facts)
    return bool(claimed)


def say_follow_up(one: HazardFollowUp, *, at: datetime) -> bool:
    """Whoever wanted to look again is reminded; if they have left, whoever looks after the customer."""
    claimed = HazardFollowUp.objects.filter(pk=one.pk, told_at__isnull=True, done_at__isnull=True).update(told_at=at)
    if claimed:
        people = [one.by] if one.by.is_active else in_charge(one.hazard.customer)
        facts = {"until": one.due_on.isoformat()}
        _say(people, one.hazard, "hazard_follow_up", f"hazard:follow:{one.pk}", at, facts)
    return bool(claimed)


def say_remedy(hazard: Hazard, *, at: datetime) -> bool:
    """The day until which the customer had to remedy is over: whoever looks after them is told of that day once."""
    day = hazard.remedy_on
    rows = Hazard.objects.filter(pk=hazard.pk, remedy_on=day).exclude(remedy_told_on=day)
    claimed = rows.update(remedy_told_on=day)
    if claimed and day:
        people = in_charge(hazard.customer)
        _say(people, hazard, "hazard_remedy", f"hazard:{hazard.pk}:remedy:{day}", at, {"until": day.isoformat()})
    return bool(claimed)


def _say(
    people: Iterable[User], hazard: Hazard, what: str, key: str, at: datetime, facts: Mapping[str, object]
) -> None:
    told = {**facts, "number": hazard.number}
    tell(people, key=key, what=what, at=at, path=f"/hazards/{hazard.pk}/", facts=told)
