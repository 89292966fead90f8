"""Which windows can be offered for a visit: by the company's or the hall's rule, on its open days, while places are left."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.models import Unit
from deadlines.models import WorkCalendar
from deadlines.models.calendars import pure_calendar
from tickets.models import Ticket
from worksheets.models import Appointment, VisitWindow

OFFICE = "cn-office"
DAYS = 14
# A crew has to hear of it and get there.
NOTICE = timedelta(minutes=30)


@dataclass(frozen=True)
class Offer:
    """One window of one day, and how many places are left in it."""

    starts_at: datetime
    ends_at: datetime
    left: int

    @property
    def key(self) -> str:
        """How a form names it."""
        return self.starts_at.isoformat()

    @property
    def day(self) -> date:
        return timezone.localdate(self.starts_at)


def rules_of(hall: Unit) -> list[VisitWindow]:
    """The windows of the hall, or where it has none those of its company."""
    rows = list(VisitWindow.objects.filter(org=hall.org_id, is_active=True))
    own = [one for one in rows if one.hall_id == hall.pk]
    return own or [one for one in rows if one.hall_id is None]


def offers(ticket: Ticket, *, at: datetime, days: int = DAYS) -> list[Offer]:
    """What can be offered for a visit of this case from now on, soonest first; full windows stand there with nothing left."""
    rules = rules_of(ticket.unit)
    if not rules:
        return []
    today = timezone.localdate(at)
    wanted = [today + timedelta(days=ahead) for ahead in range(days)]
    booked, by_crew = _booked(ticket.unit, None, wanted), _booked(ticket.unit, ticket.crew_id, wanted)
    found = []
    for starts_at, ends_at, rule in _windows(ticket.unit, rules, wanted):
        if starts_at >= at + NOTICE:
            left = rule.places - booked[starts_at]
            if rule.places_a_crew is not None and ticket.crew_id:
                left = min(left, rule.places_a_crew - by_crew[starts_at])
            found.append(Offer(starts_at, ends_at, max(0, left)))
    return sorted(found, key=lambda one: one.starts_at)


def _windows(
    hall: Unit, rules: list[VisitWindow], days: list[date]
) -> Iterator[tuple[datetime, datetime, VisitWindow]]:
    open_days = _open_days(hall, days) if any(not rule.days for rule in rules) else []
    zone = timezone.get_current_timezone()
    for rule in rules:
        fits = [day for day in days if str(day.isoweekday()) in rule.days] if rule.days else open_days
        for day in fits:
            yield datetime.combine(day, rule.opens, zone), datetime.combine(day, rule.closes, zone), rule


def _open_days(hall: Unit, days: list[date]) -> list[date]:
    """On which of these days the hall works, by its own calendar or its company's; without one on all of them."""
    known = WorkCalendar.objects.open_to(hall.org_id).filter(code=OFFICE).at_hall(hall.pk)
    row = known.newest_first().first()
    return [day for day in days if row is None or pure_calendar(row.pk).is_working(day)]


def _booked(hall: Unit, crew: UUID | None, days: list[date]) -> Counter[datetime]:
    zone = timezone.get_current_timezone()
    first = datetime.combine(days[0], datetime.min.time(), zone)
    last = datetime.combine(days[-1] + timedelta(days=1), datetime.min.time(), zone)
    rows = Appointment.objects.filter(hall=hall, starts_at__gte=first, starts_at__lt=last)
    rows = rows.filter(state__in=("standing", "kept", "missed"))
    return Counter((rows.filter(ticket__crew=crew) if crew else rows).values_list("starts_at", flat=True))


def moment_of(text: str) -> datetime:
    """The beginning of a window as its button names it; what names none is a time that is long past."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = datetime(2000, 1, 1)  # noqa: DTZ001
    return found if timezone.is_aware(found) else timezone.make_aware(found)
