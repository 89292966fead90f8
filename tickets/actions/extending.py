"""延期: more time is asked for before the limit, given by a second person, and told to the customer."""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from accounts.roles import Role
from customers.actions import owe
from customers.tagging import require_approver
from customers.writing import letter_text
from deadlines.limits import parse_limit
from servicedesk.lib.refusals import Invalid
from tickets.actions.desk import required
from tickets.actions.plans import go_on, renewed
from tickets.actions.spine import database_time, step
from tickets.actions.telling import SAID_TO_CUSTOMERS, not_barred, path_of, progress_url, told_of, with_role
from tickets.model_plans import MoreTime
from tickets.models import Clock, Extension, Ticket
from tickets.refusals import NoMoreTime, NothingAsked, SecondPerson


@transaction.atomic
def extend(
    ticket: Ticket,
    *,
    name: str,
    limit: str,
    why: str,
    reason: str,
    by: User,
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """Ask for more time for one promise; nothing changes until somebody else agrees.

    `name` is the milestone, `limit` the whole new limit (`7wd` instead of `5wd`), `why` a MoreTime, `reason` what shows
    it. Only a running promise that is not due
    yet can be given more time, a legal limit never. Raises NoMoreTime.
    """
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    at = at or database_time()
    clock = _extendable(ticket, name, at=at)
    if why not in MoreTime.values:
        raise Invalid(_("Choose the reason from the list."), fields={"why": why})
    _drop_outlived(ticket, clock, at=at)
    if Extension.objects.waiting().filter(ticket=ticket, name=name).exists():
        raise Invalid(_("More time for this has been asked for already; the answer is still to come."))
    if parse_limit(limit).is_working != parse_limit(clock.limit).is_working:
        raise Invalid(_("Write the new limit as the old one, in working time or not."), fields={"limit": limit})
    if renewed(clock, at=at, cause=Clock.Cause.EXTEND, limit=limit).due_at <= clock.due_at:
        raise Invalid(_("The new limit ends no later than the old one."), fields={"limit": limit})
    reason = required(reason, "reason")
    facts = {"clock": name, "limit": limit, "why": why}
    ticket = step(ticket, "extend", by=by, at=at, reason=reason, facts=facts, **more)
    Extension.objects.create(
        org_id=ticket.org_id,
        ticket=ticket,
        clock=clock,
        name=name,
        limit=limit,
        why=why,
        reason=reason,
        asked_by=by,
        asked_at=at,
    )
    _tell_deciders(ticket, clock, by=by, at=at)
    return ticket


@transaction.atomic
def withdraw_extension(ticket: Ticket, *, name: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Take back a request for more time that nobody has decided on; whoever asked, nobody else. Raises NothingAsked."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    at = at or database_time()
    asked = Extension.objects.waiting().filter(ticket=ticket, name=name).first()
    if asked is None or asked.asked_by_id != by.pk:
        raise NothingAsked(ticket)
    ticket = step(ticket, "withdraw_extension", by=by, at=at, facts={"clock": name}, **more)
    asked.withdrawn_at = at
    asked.save(update_fields=["withdrawn_at"])
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
    asked = Extension.objects.waiting().filter(ticket=ticket, name=name).select_related("asked_by").first()
    if asked is None:
        raise NothingAsked(ticket)
    if asked.asked_by_id == by.pk:
        raise SecondPerson
    require_approver(ticket.customer, by=by, besides=asked.asked_by)
    reason = reason.strip() if granted else required(reason, "reason")
    facts: dict[str, object] = {"clock": name, "limit": asked.limit, "granted": granted}
    clock = _extendable(ticket, name, at=at) if granted else None
    if clock is not None:
        facts["due_before"] = clock.due_at.astimezone(UTC).isoformat()
    ticket = step(ticket, "approve_extension", by=by, at=at, reason=reason, facts=facts, **more)
    asked.decided_by, asked.decided_at, asked.granted = by, at, granted
    asked.save(update_fields=["decided_by", "decided_at", "granted"])
    if clock is not None:
        clock = go_on(ticket, clock, renewed(clock, at=at, cause=Clock.Cause.EXTEND, limit=asked.limit), at=at)
        _tell_customer(ticket, clock, at=at)
    _tell_asker(ticket, asked, clock, reason=reason, by=by, at=at)
    return ticket


def _extendable(ticket: Ticket, name: str, *, at: datetime) -> Clock:
    running = Clock.objects.running().promised().filter(ticket=ticket, name=name, due_at__gt=at)
    clock = running.select_related("promise").first()
    if clock is None:
        raise NoMoreTime(ticket)
    return clock


def _drop_outlived(ticket: Ticket, clock: Clock, *, at: datetime) -> None:
    """A request about a run that has ended is no request any more."""
    asked = Extension.objects.waiting().filter(ticket=ticket, name=clock.name)
    asked.exclude(clock__generation__lte=clock.generation, clock__origin_at=clock.origin).update(withdrawn_at=at)


def _tell_deciders(ticket: Ticket, clock: Clock, *, by: User, at: datetime) -> None:
    people = {user.pk: user for user in with_role(Role.SUPERVISOR, ticket.unit) if user.pk != by.pk}
    facts = _facts(ticket, clock.name, by=by) | {"due_at": clock.due_at.isoformat()}
    key = f"extend:{ticket.pk}:{ticket.seq}"
    tell(not_barred(ticket, people.values()), key=key, what="extend", at=at, path="/board/extensions/", facts=facts)


def _tell_asker(ticket: Ticket, asked: Extension, clock: Clock | None, *, reason: str, by: User, at: datetime) -> None:
    facts = _facts(ticket, asked.name, by=by) | {"reason": reason}
    facts |= {"due_at": clock.due_at.isoformat()} if clock else {}
    what = "approve_extension" if clock else "extension_refused"
    key = f"extension:{asked.pk}"
    tell(told_of(ticket, [asked.asked_by], but=by), key=key, what=what, at=at, path=path_of(ticket), facts=facts)


def _facts(ticket: Ticket, name: str, *, by: User) -> dict[str, object]:
    return {"number": ticket.number, "short": ticket.short_number, "clock": name, "by": by.name}


def _tell_customer(ticket: Ticket, clock: Clock, *, at: datetime) -> None:
    """Owe the customer the new time, if the old one was said to them; each new generation is one message."""
    if clock.name not in SAID_TO_CUSTOMERS or not ticket.contact_phone or ticket.imported_at:
        return
    facts = {"at": at, "ticket": ticket, "clock": clock, "link": progress_url(ticket, at=at)}
    owe(
        org=ticket.org,
        customer=ticket.customer,
        address=ticket.contact_phone,
        key=key_of(clock),
        template="extended",
        text=letter_text("extended", facts, unit=ticket.unit),
        at=at,
    )


def key_of(clock: Clock) -> str:
    """The key of the message that tells a customer of the time given by this generation."""
    return f"extended:{clock.ticket_id}:{clock.name}:{clock.generation}"
