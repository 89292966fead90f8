"""延期: more time is asked for before the limit, given by a second person, and told to the customer."""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from customers.actions import owe
from deadlines.limits import parse_limit
from servicedesk.lib.refusals import Invalid
from tickets.actions.desk import required
from tickets.actions.plans import go_on, renewed
from tickets.actions.spine import database_time, step
from tickets.actions.telling import SAID_TO_CUSTOMERS, progress_url
from tickets.models import Clock, Extension, Ticket
from tickets.refusals import NoMoreTime, SecondPerson


@transaction.atomic
def extend(
    ticket: Ticket,
    *,
    name: str,
    limit: str,
    reason: str,
    by: User,
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """Ask for more time for one promise; nothing changes until somebody else agrees.

    `name` is the milestone, `limit` the whole new limit (`7wd` instead of `5wd`). Only a running promise that is not due
    yet can be given more time, a legal limit never. Raises NoMoreTime.
    """
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    at = at or database_time()
    clock = _extendable(ticket, name, at=at)
    if Extension.objects.filter(ticket=ticket, name=name, decided_at__isnull=True).exists():
        raise Invalid(_("More time for this has been asked for already; the answer is still to come."))
    if parse_limit(limit).is_working != parse_limit(clock.limit).is_working:
        raise Invalid(_("Write the new limit as the old one, in working time or not."), fields={"limit": limit})
    if renewed(clock, at=at, cause=Clock.Cause.EXTEND, limit=limit).due_at <= clock.due_at:
        raise Invalid(_("The new limit ends no later than the old one."), fields={"limit": limit})
    reason = required(reason, "reason")
    ticket = step(ticket, "extend", by=by, at=at, reason=reason, facts={"clock": name, "limit": limit}, **more)
    Extension.objects.create(
        org_id=ticket.org_id,
        ticket=ticket,
        clock=clock,
        name=name,
        limit=limit,
        reason=reason,
        asked_by=by,
        asked_at=at,
    )
    return ticket


@transaction.atomic
def approve_extension(
    ticket: Ticket,
    *,
    name: str,
    by: User,
    granted: bool = True,
    reason: str = "",
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """Give more time, or refuse it with a reason; never the person who asked, never after the limit.

    The clock goes on as a new generation. The first due time stays in the generation before, for the figures.
    """
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    at = at or database_time()
    asked = Extension.objects.filter(ticket=ticket, name=name, decided_at__isnull=True).first()
    if asked is None:
        raise NoMoreTime(ticket)
    if asked.asked_by_id == by.pk:
        raise SecondPerson
    reason = reason.strip() if granted else required(reason, "reason")
    facts: dict[str, object] = {"clock": name, "limit": asked.limit, "granted": granted}
    clock = _extendable(ticket, name, at=at) if granted else None
    if clock is not None:
        facts["due_before"] = clock.due_at.astimezone(UTC).isoformat()
    ticket = step(ticket, "approve_extension", by=by, at=at, reason=reason, facts=facts, **more)
    asked.decided_by, asked.decided_at, asked.granted = by, at, granted
    asked.save(update_fields=["decided_by", "decided_at", "granted"])
    if clock is not None:
        fresh = go_on(ticket, clock, renewed(clock, at=at, cause=Clock.Cause.EXTEND, limit=asked.limit), at=at)
        _tell_customer(ticket, fresh, at=at)
    return ticket


def _extendable(ticket: Ticket, name: str, *, at: datetime) -> Clock:
    running = Clock.objects.running().promised().filter(ticket=ticket, name=name, due_at__gt=at)
    clock = running.select_related("promise").first()
    if clock is None:
        raise NoMoreTime(ticket)
    return clock


def _tell_customer(ticket: Ticket, clock: Clock, *, at: datetime) -> None:
    """Owe the customer the new time, if the old one was said to them; each new generation is one message."""
    if clock.name not in SAID_TO_CUSTOMERS or not ticket.contact_phone or ticket.imported_at:
        return
    with override("zh-hans"):
        facts = {"at": at, "ticket": ticket, "clock": clock, "link": progress_url(ticket, at=at)}
        text = " ".join(render_to_string("sms/extended.txt", facts).split())
    owe(
        org=ticket.org,
        customer=ticket.customer,
        address=ticket.contact_phone,
        key=key_of(clock),
        template="extended",
        text=text,
        at=at,
    )


def key_of(clock: Clock) -> str:
    """The key of the message that tells a customer of the time given by this generation."""
    return f"extended:{clock.ticket_id}:{clock.name}:{clock.generation}"
