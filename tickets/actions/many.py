"""The step of many cases at once: what `step()` does to one, in as many statements for a thousand as for one.

Every case still has its own event, its own clocks and its own letter. A case of which nothing is usual (standing still, with
an order, in secret) takes `step()`'s own ways for that part. `tests/tickets/test_many.py` compares both, row by row.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from accounts.models import User
from servicedesk.lib.refusals import NotAllowed
from tickets import sweep
from tickets.actions.filling import held_back, pass_gate
from tickets.actions.many_clocks import hand_over_many, run_clocks_many
from tickets.actions.many_telling import tell_about_many
from tickets.actions.orders import end_with_case
from tickets.actions.spine import INSTANT, WHO_HAS_IT, has_right
from tickets.actions.waking import wake_up
from tickets.lifecycle import ENDED, MOVES
from tickets.model_order import Order
from tickets.models import Barred, ClosingSheet, Ticket, TicketEvent
from tickets.moment import database_time
from tickets.refusals import NotYours, WrongMoment
from tickets.wording import keep_words

BESIDE = ("org", "unit", "first_contact", "customer", "category")


def step_many(
    tickets: Iterable[UUID],
    verb: str,
    *,
    by: User | None,
    at: datetime | None = None,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
    each: Mapping[UUID, Mapping[str, Any]] | None = None,
    what: str = "",
    quiet: bool = False,
    **changes: Any,
) -> list[Ticket]:
    """Do `verb` to these cases and return them as they are afterwards. Must run inside a transaction.

    All of them or none: the first that cannot take the step is named by the refusal. `facts` are everybody's, `each` has
    what is written down of one alone. `changes` are columns to set, the same for all. Raises NotAllowed, NotYours,
    WrongMoment, NotComplete or what holds a case back (tickets.actions.filling.held_back).
    """
    held = hold_many(tickets)
    if not held:
        return held
    at = at or database_time()
    _check(held, verb, by=by)
    target = changes.pop("to", None)
    _pass_gates(held, verb, target)
    catch_up_many(held, at=at)
    came_from = _move(held, verb, target, changes, at=at)
    told = {one.pk: dict(facts or {}) | dict((each or {}).get(one.pk, {})) for one in held}
    _record(held, what or verb, came_from, told, by=by, at=at, reason=reason)
    run_clocks_many(held, what or verb, at=at)
    _end_orders([one for one in held if not one.is_open], by=by, at=at)
    if changes.keys() & WHO_HAS_IT:
        hand_over_many(held, at=at)
    if not quiet:
        tell_about_many(held, verb, by=by, at=at)
    return held


def hold_many(tickets: Iterable[UUID]) -> list[Ticket]:
    """These cases under their locks, always taken in the same order."""
    rows = Ticket.objects.select_related(*BESIDE).order_by("pk").select_for_update(of=("self",))
    return list(rows.filter(pk__in=list(tickets)))


def _check(held: list[Ticket], verb: str, *, by: User | None) -> None:
    if by is not None:
        require_many(held, verb, by=by)
    for ticket in held:
        move = MOVES[ticket.way].get(verb)
        if move is None or ticket.status not in move.start:
            raise WrongMoment(ticket, verb)


def require_many(held: Iterable[Ticket], verb: str, *, by: User) -> None:
    """Refuse unless `by` may do `verb` at every one of these cases' places, and none of them is about them."""
    held = list(held)
    if not all(has_right(ticket, verb, by=by) for ticket in held):
        raise NotAllowed(verb)
    about = Q(user=by) | Q(unit__isnull=False, unit=by.home_id)
    if Barred.objects.filter(about, ticket__in=[ticket.pk for ticket in held]).exists():
        raise NotYours


def _pass_gates(held: list[Ticket], verb: str, target: str | None) -> None:
    asked = set(ClosingSheet.objects.filter(ticket__in=[one.pk for one in held]).values_list("ticket_id", flat=True))
    for ticket in held:
        if ticket.pk in asked:
            pass_gate(ticket, target or MOVES[ticket.way][verb].to)
    for way in {ticket.way for ticket in held}:
        for refusal in held_back([one for one in held if one.way == way], target or MOVES[way][verb].to).values():
            raise refusal


def catch_up_many(held: list[Ticket], *, at: datetime) -> None:
    """Settle on touch: pauses that are over end, what was due fires. What is due at this very moment is still in time."""
    for ticket in held:
        if ticket.resumes_at is not None and ticket.resumes_at <= at:
            wake_up(ticket)
    if sweep.fire_many([ticket.pk for ticket in held if ticket.is_open], at=at - INSTANT).fired:
        counted = dict(Ticket.objects.filter(pk__in=[ticket.pk for ticket in held]).values_list("pk", "seq"))
        for ticket in held:
            ticket.seq = counted[ticket.pk]


def _move(
    held: list[Ticket], verb: str, target: str | None, changes: dict[str, Any], *, at: datetime
) -> dict[UUID, str]:
    """Move them, with one statement for all that go to the same place; where each came from."""
    came_from = {ticket.pk: ticket.status for ticket in held}
    for way in {ticket.way for ticket in held}:
        goes = [ticket for ticket in held if ticket.way == way]
        to, new = target or MOVES[way][verb].to, dict(changes)
        if to:
            new |= {"status": to, "closed_at": at if to in ENDED else None}
        for ticket in goes:
            for name, value in new.items():
                setattr(ticket, name, value)
            ticket.version += 1
            ticket.seq += 1
        rows = Ticket.objects.filter(pk__in=[ticket.pk for ticket in goes])
        rows.update(version=F("version") + 1, seq=F("seq") + 1, **new)
    return came_from


def _record(
    held: list[Ticket],
    what: str,
    came_from: Mapping[UUID, str],
    told: Mapping[UUID, dict[str, Any]],
    *,
    by: User | None,
    at: datetime,
    reason: str,
) -> None:
    TicketEvent.objects.bulk_create(
        TicketEvent(
            org_id=ticket.org_id,
            ticket=ticket,
            seq=ticket.seq,
            what=what,
            at=at,
            by=by,
            reason=reason,
            facts=told[ticket.pk],
            from_status=came_from[ticket.pk],
            to_status=ticket.status,
            version=ticket.version,
            held_by=ticket.handler_id,
            held_in=ticket.queue_id,
            held_crew=ticket.crew_id,
        )
        for ticket in held
    )
    for ticket in held:
        if reason or "text" in told[ticket.pk]:
            keep_words(ticket)


def _end_orders(ended: list[Ticket], *, by: User | None, at: datetime) -> None:
    ordered = set(Order.objects.open().filter(ticket__in=[one.pk for one in ended]).values_list("ticket_id", flat=True))
    for ticket in ended:
        if ticket.pk in ordered:
            end_with_case(ticket, by=by, at=at)
