"""A week of the rota as a table: crews and people down, days across."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Absence, Unit, User
from fieldwork.actions.rota import WEEK, midnight
from fieldwork.model_rota import Shift

DAYS = 7


@dataclass(frozen=True)
class Cell:
    """One day of one line."""

    shifts: list[Shift]
    away: list[Absence]


@dataclass(frozen=True)
class RotaLine:
    """A crew or a person with what the week holds for it, day by day."""

    who: Unit | User
    cells: list[Cell]

    @property
    def is_person(self) -> bool:
        return isinstance(self.who, User)


@dataclass(frozen=True)
class Week:
    """What the page shows of one company's week."""

    monday: date
    lines: list[RotaLine]
    absences: list[Absence]

    @property
    def days(self) -> list[date]:
        return [self.monday + timedelta(days=n) for n in range(DAYS)]

    @property
    def before(self) -> date:
        return self.monday - WEEK

    @property
    def after(self) -> date:
        return self.monday + WEEK


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def crews_on_rota(user: User) -> QuerySet[Unit]:
    """The crews of one's companies that are not switched off."""
    return Unit.objects.filter(kind=Unit.Kind.CREW, is_active=True, org__in=user.orgs()).order_by("code")


def people_on_rota(user: User) -> QuerySet[User]:
    """Whoever works with a crew or at a desk of one's companies."""
    places = (Unit.Kind.CREW, Unit.Kind.DESK, Unit.Kind.HALL)
    found = User.objects.filter(org__in=user.orgs(), is_active=True, is_service=False, home__kind__in=places)
    return found.select_related("home").order_by("home__name", "name")


def week_for(user: User, *, monday: date, at: datetime) -> Week:
    """The week from `monday` on; people stand in it only with a shift of their own or while they are away."""
    begin, end = midnight(monday), midnight(monday + WEEK)
    rows = Shift.objects.visible_to(user).standing().during(begin, end).order_by("from_at")
    shifts = list(rows.select_related("crew", "person__home"))
    gone = Absence.objects.visible_to(user).standing().filter(Q(until_at__gt=min(at, begin)))
    absences = list(gone.select_related("person__home", "deputy").order_by("from_at"))
    there = [one for one in absences if one.from_at < end and one.until_at > begin]
    people = {one.person for one in shifts if one.person} | {one.person for one in there}
    who: list[Unit | User] = [
        *crews_on_rota(user),
        *sorted(people, key=lambda one: (one.home.name if one.home else "", one.name)),
    ]
    return Week(monday, [_line(one, shifts, there, monday) for one in who], absences)


def _line(who: Unit | User, shifts: Iterable[Shift], away: Iterable[Absence], monday: date) -> RotaLine:
    mine = [one for one in shifts if who in (one.crew, one.person)]
    gone = [one for one in away if one.person == who]
    cells = []
    for n in range(DAYS):
        day = monday + timedelta(days=n)
        begin, end = midnight(day), midnight(day + timedelta(days=1))
        # A night shift is one chip, on the day on which it begins; Sunday's stands in the week before.
        own = [one for one in mine if _day(one.from_at) == day]
        cells.append(Cell(own, [one for one in gone if one.from_at < end and one.until_at > begin]))
    return RotaLine(who, cells)


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
