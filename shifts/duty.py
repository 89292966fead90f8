"""Who is on duty at a place and who comes next, by the rota of its people and its crews."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.models import Absence, Unit, User
from fieldwork.models import Shift, Sort
from shifts.models import ShiftSwap

LOOK_AHEAD = timedelta(hours=36)
PLACES = (Unit.Kind.HALL, Unit.Kind.DESK, Unit.Kind.CREW)


@dataclass
class OnDuty:
    """One place at a moment."""

    unit: Unit
    now: list[Shift] = field(default_factory=list)
    next: list[Shift] = field(default_factory=list)
    away: frozenset[UUID] = frozenset()

    @property
    def next_at(self) -> datetime | None:
        return self.next[0].from_at if self.next else None


def places_of(user: User, verb: str = "handover") -> QuerySet[Unit]:
    """The halls, desks and crews of a person's grants; a counter of a hall is no desk of its own."""
    found = Unit.objects.filter(pk__in=user.units(verb), kind__in=PLACES, is_active=True)
    return found.exclude(kind=Unit.Kind.DESK, duty="").order_by("kind", "code")


def on_duty(units: Iterable[Unit], *, at: datetime) -> list[OnDuty]:
    """Who is on duty now at each place, and whoever comes next within a day and a half. Two questions."""
    found = {unit.pk: OnDuty(unit) for unit in units}
    of_these = Q(crew__in=found) | Q(person__home__in=found, person__is_active=True)
    rows = Shift.objects.standing().filter(of_these, sort=Sort.DUTY).during(at, at + LOOK_AHEAD)
    for shift in rows.select_related("person", "crew").order_by("from_at", "pk"):
        place = found[shift.crew_id or shift.person.home_id]  # type: ignore[union-attr,index]
        if shift.from_at <= at:
            place.now.append(shift)
        elif place.next_at in (None, shift.from_at):
            place.next.append(shift)
    gone = frozenset(
        Absence.objects.standing().filter(from_at__lte=at, until_at__gt=at).values_list("person_id", flat=True)
    )
    for place in found.values():
        place.away = gone
    return list(found.values())


def leaving(unit: Unit, *, until_at: datetime) -> list[User]:
    """Those of a place whose duty ends with this shift, and does not go on."""
    near = timedelta(minutes=30)
    mine = Shift.objects.standing().filter(person__home=unit, sort=Sort.DUTY, person__is_active=True)
    ends = mine.filter(until_at__gte=until_at - near, until_at__lte=until_at + near)
    stays = mine.filter(from_at__lte=until_at + near, until_at__gt=until_at + near).values("person")
    return list(User.objects.filter(pk__in=ends.values("person")).exclude(pk__in=stays).order_by("name"))


def swaps_in(people: Iterable[UUID], month: date) -> dict[UUID, int]:
    """How often each of these has swapped a shift of a month away."""
    rows = ShiftSwap.objects.filter(person__in=list(people), month=month)
    return dict(rows.values_list("person").annotate(n=Count("pk")).order_by())
