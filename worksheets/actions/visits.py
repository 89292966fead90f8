"""Visits by appointment: a place in a window, moved with a reason, told, reminded of once, kept or missed."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.models import User
from customers.actions import owe
from customers.writing import letter_text
from deadlines.actions import AGREED_SUFFIX
from servicedesk.lib.refusals import NotAllowed
from tickets.actions.appointing import ARRIVE, appoint
from tickets.actions.desk import required
from tickets.actions.spine import database_time, has_right, step
from tickets.models import Clock, Ticket, TicketEvent
from worksheets.models import Appointment, VisitWindow
from worksheets.refusals import WindowFull
from worksheets.windows import offers

State = Appointment.State
# The customer hears of it again the evening before, or at noon: so long ahead of the window.
REMIND_AHEAD = timedelta(hours=18)


@transaction.atomic
def book(
    ticket: Ticket, *, starts_at: datetime, by: User, reason: str = "", at: datetime | None = None, **more: Any
) -> Appointment:
    """Give the customer a place in a window; a visit agreed before is moved, with the reason. Raises WindowFull, Needed.

    Where the company promises visits by appointment, the arrival is due at the end of the window. `at`: when it was agreed,
    if a phone tells it later; of a window that has begun by then no text is sent.
    """
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("unit", "crew", "customer").get(pk=ticket.pk)
    now = at or database_time()
    old = Appointment.objects.filter(ticket=ticket, state=State.STANDING).first()
    if (
        old
        and (device := more.get("device"))
        and TicketEvent.objects.filter(ticket=ticket, client_id=device[0]).exists()
    ):
        return old
    reason = required(reason, "reason") if old else reason
    # Two who want the last place wait for each other here.
    list(VisitWindow.objects.select_for_update().filter(org=ticket.org_id).order_by("pk"))
    offer = next((one for one in offers(ticket, at=now) if one.starts_at == starts_at), None)
    if offer is None or not offer.left or (old and old.starts_at == starts_at):
        raise WindowFull
    if ARRIVE + AGREED_SUFFIX in ticket.pledges and Clock.objects.running().filter(ticket=ticket, name=ARRIVE).exists():
        ticket = appoint(ticket, visit_at=offer.starts_at, by=by, at=at, **more)
    else:
        ticket = step(ticket, "appoint", by=by, at=at, reason=reason, facts={"visit_at": starts_at.isoformat()}, **more)
    if old is not None:
        _end(old, State.MOVED, reason=reason, at=now)
    row = Appointment(org_id=ticket.org_id, ticket=ticket, hall=ticket.unit, by=by, at=now)
    row.starts_at, row.ends_at = offer.starts_at, offer.ends_at
    row.remind_at = max(now, offer.starts_at - REMIND_AHEAD)
    # Who agreed on it a moment ago needs no reminder.
    row.reminded_at = now if row.remind_at <= now else None
    row.save(force_insert=True)
    is_stale = bool(more.get("device")) and row.starts_at <= database_time()
    _write(row, "visit_moved" if old else "visit_agreed", at=now, is_stale=is_stale)
    return row


@transaction.atomic
def call_off(row: Appointment, *, reason: str, by: User, at: datetime) -> Appointment:
    """Call a visit off; its place is free again."""
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=row.ticket_id)
    row = Appointment.objects.select_for_update().get(pk=row.pk)
    if not has_right(ticket, "appoint", by=by):
        raise NotAllowed("appoint")
    if row.state == State.STANDING:
        _end(row, State.DROPPED, reason=required(reason, "reason"), at=at)
    return row


def _end(row: Appointment, state: str, *, reason: str, at: datetime) -> None:
    row.state, row.reason, row.settled_at = state, reason[:200], at
    row.save(update_fields=["state", "reason", "settled_at"])


def _write(row: Appointment, template: str, *, at: datetime, is_stale: bool = False) -> None:
    """Owe the customer one text about this visit; the same again is the same text."""
    ticket = row.ticket
    if not ticket.contact_phone or ticket.imported_at or is_stale:
        return
    facts = {"ticket": ticket, "visit": row, "at": at}
    owe(
        org=ticket.org,
        customer=ticket.customer,
        address=ticket.contact_phone,
        key=f"{template}:{row.pk}",
        template=template,
        text=letter_text(template, facts, unit=ticket.unit),
        at=at,
        not_before=ticket.held_until,
    )


@transaction.atomic
def remind(row: Appointment, *, at: datetime) -> bool:
    """Remind the customer of a visit, once: whoever changes the row does it."""
    waiting = Appointment.objects.filter(pk=row.pk, state=State.STANDING, reminded_at__isnull=True)
    if not waiting.update(reminded_at=at):
        return False
    row = Appointment.objects.select_related("ticket__unit", "ticket__org", "ticket__customer").get(pk=row.pk)
    if row.ticket.is_open:
        _write(row, "visit_near", at=at)
    return True


@transaction.atomic
def settle(row: Appointment, *, at: datetime) -> Appointment:
    """Say of a visit whose window is over whether it was kept: somebody arrived by its end, after it had been agreed."""
    Ticket.objects.select_for_update(of=("self",)).get(pk=row.ticket_id)
    row = Appointment.objects.select_for_update().select_related("ticket").get(pk=row.pk)
    if row.state != State.STANDING or row.ends_at > at:
        return row
    came = row.ticket.timeline.filter(what="arrive", at__gte=row.at, at__lte=row.ends_at).exists()
    is_gone = (
        row.ticket.status in ("withdrawn", "merged") and row.ticket.closed_at and row.ticket.closed_at < row.starts_at
    )
    state = State.KEPT if came else State.DROPPED if is_gone else State.MISSED
    _end(row, state, reason="", at=at)
    return row


def due(at: datetime, *, most: int = 500) -> tuple[list[Appointment], list[Appointment]]:
    """The visits to remind of, and those whose window is over."""
    standing = Appointment.objects.filter(state=State.STANDING)
    near = standing.filter(reminded_at__isnull=True, remind_at__lte=at, ends_at__gt=F("remind_at"))
    return list(near.order_by("remind_at")[:most]), list(standing.filter(ends_at__lte=at).order_by("ends_at")[:most])
