"""The one step that moves a case: lock, settle what is overdue, check, change, record, run the clocks — in that order."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.models import Unit, User
from servicedesk.lib.refusals import NotAllowed
from servicedesk.lib.together import put
from tickets import sweep
from tickets.actions.clocks import hand_over, run_clocks
from tickets.actions.filling import fill_in, pass_gate
from tickets.actions.orders import end_with_case
from tickets.actions.telling import tell_about
from tickets.actions.waking import wake_up
from tickets.closing_rules import Filled
from tickets.device import Device
from tickets.lifecycle import ENDED, MOVES, TO_ADDRESSEE
from tickets.models import Barred, Ticket, TicketEvent
from tickets.moment import database_time
from tickets.refusals import NotYours, Stale, WrongMoment
from tickets.secrecy import is_named, is_secret
from tickets.standing_in import is_deputy
from tickets.wording import keep_first_words, keep_words

WHO_HAS_IT = frozenset({"handler", "queue", "crew"})
INSTANT = timedelta(microseconds=1)


def step(
    ticket: Ticket,
    verb: str,
    *,
    by: User | None,
    at: datetime | None = None,
    version: int | None = None,
    reason: str = "",
    facts: dict[str, Any] | None = None,
    audience: str = TicketEvent.Audience.INTERNAL,
    device: tuple[UUID, datetime | None] | Device | None = None,
    what: str = "",
    filled: Filled | None = None,
    quiet: bool = False,
    **changes: Any,
) -> Ticket:
    """Do `verb` to a case and return it as it is afterwards. Must run inside a transaction.

    `at` is empty for now (the database's clock, read under the lock); a crew's replay or an import brings an earlier one.
    `version` is what the person saw; a stale one is refused. `device` is the phone's id and time of the action: the same
    id again changes nothing. `what` is the kind of the event where it is not the verb's own name. `filled` is what closing
    asks for, as far as it is known now. `quiet`: the caller tells people, later. `changes` are columns to set. Raises Stale, NotAllowed, NotYours, WrongMoment or
    NotComplete.
    """
    ticket = _held(ticket)
    if device and TicketEvent.objects.filter(ticket=ticket, client_id=device[0]).exists():
        return ticket
    at = at or database_time()
    _check(ticket, verb, by=by, version=version)
    if filled:
        facts = (facts or {}) | {"filled": fill_in(ticket, filled)}
    pass_gate(ticket, changes.get("to") or MOVES[ticket.way][verb].to)
    _catch_up(ticket, at=at)
    _move(ticket, verb, changes, at=at)
    _record(ticket, what or verb, by=by, at=at, reason=reason, facts=facts, audience=audience, device=device)
    run_clocks(ticket, what or verb, at=at)
    if not ticket.is_open:
        end_with_case(ticket, by=by, at=at)
    if changes.keys() & WHO_HAS_IT:
        hand_over(ticket, at=at)
    if not quiet:
        tell_about(ticket, verb, by=by, at=at)
    return ticket


def _held(ticket: Ticket) -> Ticket:
    """The case under its lock, with the rows that nearly every telling reads."""
    beside = ("org", "unit", "first_contact", "customer")
    return Ticket.objects.select_related(*beside).select_for_update(of=("self",)).get(pk=ticket.pk)


def _catch_up(ticket: Ticket, *, at: datetime) -> None:
    """Settle on touch: a pause that is over ends, what was due fires.

    What is due at this very moment is still in time: answered by the limit is answered within it.
    """
    if ticket.resumes_at is not None and ticket.resumes_at <= at:
        wake_up(ticket)
    if ticket.is_open and sweep.fire(at=at - INSTANT, ticket=ticket.pk).fired:
        ticket.refresh_from_db(fields=["seq"])


def _check(ticket: Ticket, verb: str, *, by: User | None, version: int | None) -> None:
    if by is not None:
        require(ticket, verb, by=by)
    if version is not None and version != ticket.version:
        raise Stale(ticket)
    move = MOVES[ticket.way].get(verb)
    if move is None or ticket.status not in move.start:
        raise WrongMoment(ticket, verb)


def require(ticket: Ticket, verb: str, *, by: User) -> None:
    """Refuse unless `by` may do `verb` at this case's places, or holds the verb and the case is theirs."""
    if not has_right(ticket, verb, by=by):
        raise NotAllowed(verb)
    if is_barred(ticket, by):
        raise NotYours


def has_right(ticket: Ticket, verb: str, *, by: User) -> bool:
    """Whether a grant of `by` includes `verb` at this case's places, or anywhere if the case is theirs.

    Whom an order is addressed to says the order, wherever they work. Who stands in for somebody away has their cases.
    """
    if is_secret(ticket):
        return is_named(ticket, by)
    is_mine = by.pk in (ticket.first_contact_id, ticket.handler_id)
    return by.may_at(verb, ticket.unit_id, ticket.crew_id, ticket.queue_id) or (
        by.may(verb) and (is_mine or verb in TO_ADDRESSEE or is_deputy(by, ticket))
    )


def is_barred(ticket: Ticket, user: User | Unit) -> bool:
    """Whether this case is about this person, about the unit they belong to, or about this unit."""
    about = Q(unit=user) if isinstance(user, Unit) else Q(user=user) | Q(unit__isnull=False, unit=user.home_id)
    return Barred.objects.filter(about, ticket=ticket).exists()


def _move(ticket: Ticket, verb: str, changes: dict[str, Any], *, at: datetime) -> None:
    ticket._from_status = ticket.status  # type: ignore[attr-defined]
    target = changes.pop("to", None) or MOVES[ticket.way][verb].to
    if target:
        changes["status"] = target
        changes["closed_at"] = at if target in ENDED else None
    for name, value in changes.items():
        setattr(ticket, name, value)
    ticket.version += 1
    ticket.seq += 1
    ticket.save(update_fields=["version", "seq", *changes])


def _record(
    ticket: Ticket,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    reason: str,
    facts: dict[str, Any] | None,
    audience: str,
    device: tuple[UUID, datetime | None] | Device | None,
) -> TicketEvent:
    client_id, device_at, found = Device(*device) if device else (None, None, None)
    event = TicketEvent(
        org_id=ticket.org_id,
        ticket=ticket,
        seq=ticket.seq,
        what=verb,
        at=at,
        device_at=device_at,
        client_id=client_id,
        by=by,
        reason=reason,
        facts=(facts or {}) | (found or {}),
        audience=audience,
        from_status=ticket._from_status,  # type: ignore[attr-defined]
        to_status=ticket.status,
        version=ticket.version,
        held_by=ticket.handler_id,
        held_in=ticket.queue_id,
        held_crew=ticket.crew_id,
    )
    put(event)
    if reason or "text" in event.facts:
        keep_words(ticket)
    return event


def record_birth(ticket: Ticket, *, by: User, at: datetime, facts: dict[str, Any]) -> TicketEvent:
    """Write the first event of a ticket that has just been inserted."""
    ticket._from_status = ""  # type: ignore[attr-defined]
    keep_first_words(ticket)
    return _record(
        ticket,
        "register",
        by=by,
        at=at,
        reason="",
        facts=facts,
        audience=TicketEvent.Audience.CUSTOMER,
        device=None,
    )
