"""A visit by appointment: the crew comes at a time agreed with the customer, in a window round it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from deadlines.actions import AGREED_SUFFIX
from deadlines.calendar import counted, earliest, hall_time
from deadlines.limits import parse_limit
from servicedesk.lib.refusals import Invalid
from tickets.actions.arming import pinned
from tickets.actions.plans import go_on, renewed
from tickets.actions.spine import database_time, step
from tickets.models import Clock, Ticket
from tickets.refusals import AboutTicket

ARRIVE = "arrive"
AHEAD = timedelta(days=60)


class NoAppointment(AboutTicket):
    """Nobody promises visits by appointment for such a case, or no arrival is awaited."""

    code = "no_appointment"
    status = 409

    def sentence(self) -> str:
        return _(
            "No visit can be agreed for %(number)s: no arrival is awaited, or the company has no line for appointments."
        ) % {"number": self.ticket.short_number}


@transaction.atomic
def appoint(ticket: Ticket, *, visit_at: datetime, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Agree with the customer on when the crew comes: the arrival is due at the end of the window round that time.

    The legal limit runs on as it was, and what was missed before stays missed. Agreed anew, the last word counts.
    Raises NoAppointment, and Invalid for a time that is past or further than two months ahead.
    """
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    at = at or database_time()
    if not at < visit_at <= at + AHEAD:
        text = _("Agree on a time that lies ahead, within two months.")
        raise Invalid(text, fields={"visit_at": text})
    clock = Clock.objects.running().filter(ticket=ticket, name=ARRIVE).select_related("promise").first()
    name = ARRIVE + AGREED_SUFFIX
    promise = pinned(ticket, [name]).get(name) if name in ticket.pledges else None
    if clock is None or promise is None:
        raise NoAppointment(ticket)
    ticket = step(ticket, "appoint", by=by, at=at, facts={"visit_at": visit_at.isoformat()}, **more)
    calendar = promise.work_calendar()
    limit = promise.parsed_limit.agreed_for(hall_time(visit_at, calendar))
    used = counted(clock.origin, at, limit, calendar)
    cause = Clock.Cause.REPLAN
    go_on(ticket, clock, renewed(clock, at=at, cause=cause, promise=promise, limit=str(limit), used=used), at=at)
    return ticket


def too_early(ticket: Ticket, *, at: datetime) -> dict[str, str]:
    """The fact that a crew came before the window of an appointment opened: since when it would have been in time."""
    clock = Clock.objects.running().filter(ticket=ticket, name=ARRIVE).select_related("promise").first()
    opens = earliest(clock.origin, parse_limit(clock.limit), clock.work_calendar) if clock else None
    return {"too_early_for": opens.isoformat()} if opens and at < opens else {}
