"""A crew's phone tells what it recorded without signal; its clocks are judged by the phone's time, within bounds."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from hotline.refusals import DeviceTime
from tickets.actions.spine import database_time
from tickets.lifecycle import FIELD
from tickets.models import Ticket, TicketEvent

AHEAD = timedelta(minutes=2)
BEHIND = timedelta(hours=12)
# What a phone tells must come after the last of these; notes and calls may cross it.
IN_ORDER = frozenset({"register"} | FIELD.keys() - {"note", "urge", "call", "transfer"})


@transaction.atomic
def replay(
    verb: Callable[..., Ticket],
    ticket: Ticket,
    *,
    by: User,
    client_id: UUID | None = None,
    device_at: datetime | None = None,
    **told: Any,
) -> Ticket:
    """Do a field verb that a phone may have recorded without signal; its clocks are judged by the phone's time.

    The same `client_id` again changes nothing. Raises DeviceTime when the phone's time is out of bounds: more than two
    minutes ahead, more than twelve hours back, or before the last step of the case.
    """
    if client_id is None:
        return verb(ticket, by=by, **told)
    locked = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if TicketEvent.objects.filter(ticket=locked, client_id=client_id).exists():
        return locked
    at = _judged(locked, device_at, by=by) if device_at else None
    return verb(locked, by=by, at=at, device=(client_id, device_at), **told)


def _judged(ticket: Ticket, device_at: datetime, *, by: User) -> datetime:
    """Return the moment by which a step counts: the phone's, or now if its clock is a little fast."""
    now = database_time()
    if ticket.crew_id is None or Role.CREW not in by.reach.get(ticket.crew_id, frozenset()):
        raise _refused(_("Only the crew on the job may tell an earlier time."))
    if device_at > now + AHEAD:
        raise _refused(_("The phone's time lies in the future. Set its clock."))
    if device_at < now - BEHIND:
        raise _refused(_("More than 12 hours have passed. Ask the supervisor to correct the time."))
    last = ticket.timeline.filter(what__in=IN_ORDER).order_by("-seq").first()
    if last and device_at < last.at:
        raise _refused(_("The phone's time lies before the last step of this ticket."))
    return min(device_at, now)


def _refused(sentence: str) -> DeviceTime:
    return DeviceTime(sentence, fields={"device_at": sentence})
