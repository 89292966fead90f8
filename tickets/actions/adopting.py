"""Many cases made parts of one at once: they go along with it, under one clock, the tightest that there is."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from tickets.actions.arming import end
from tickets.actions.following import WAY, go_along_many
from tickets.actions.joining import take_over
from tickets.actions.many import catch_up_many, hold_many, require_many, step_many
from tickets.actions.many_clocks import begin_many, clocks_by_ticket
from tickets.actions.plans import spent, write_down
from tickets.lifecycle import ORDER, Kind, Status, clocks_of
from tickets.link_refusals import CannotJoin
from tickets.models import Barred, Clock, Ticket, TicketLink
from tickets.moment import database_time

CHILD = TicketLink.Kind.CHILD


def adoptable(tickets: Iterable[Ticket]) -> list[Ticket]:
    """Those that may begin to go along: faults on which nobody works yet, on their own, hidden from nobody."""
    found = [one for one in tickets if one.kind == Kind.FAULT and one.status == Status.REGISTERED]
    keys = [one.pk for one in found]
    standing = TicketLink.objects.standing()
    taken = set(standing.filter(source__in=keys, kind=CHILD).values_list("source_id", flat=True))
    taken |= set(standing.filter(target__in=keys, follows=True).values_list("target_id", flat=True))
    taken |= set(Barred.objects.filter(ticket__in=keys).values_list("ticket_id", flat=True))
    return [one for one in found if one.pk not in taken]


@transaction.atomic
def adopt(children: Iterable[UUID], *, leader: Ticket, by: User | None, at: datetime | None = None) -> list[Ticket]:
    """Let these cases go along with the leader; those that cannot any more are left out. Returns those that do.

    The leader takes the tightest time of them all, and everybody takes the leader's: one clock. Raises CannotJoin.
    """
    held = hold_many([*children, leader.pk])
    leader = next(one for one in held if one.pk == leader.pk)
    if leader.status not in {Status.REGISTERED, *(status for status, _verb in WAY)}:
        raise CannotJoin("ended", leader, leader)
    joining = adoptable(one for one in held if one.pk != leader.pk and one.org_id == leader.org_id)
    if not joining:
        return []
    at = at or database_time()
    if by is not None:
        require_many([*joining, leader], "link", by=by)
    catch_up_many([leader], at=at)
    facts = {"other": leader.number, "kind": CHILD.value, "follows": True}
    joined = step_many([one.pk for one in joining], "link", by=by, at=at, facts=facts)
    told = {"kind": CHILD.value, "follows": True} | ({"count": len(joined)} if len(joined) > 1 else {})
    write_down(leader, "linked", by=by, at=at, facts=told | {"other": joined[0].number})
    taken = _one_clock(joined, leader, at=at)
    TicketLink.objects.bulk_create(
        TicketLink(
            org_id=one.org_id,
            source=one,
            target=leader,
            kind=CHILD,
            follows=True,
            made_by=by,
            made_at=at,
            facts={"taken": taken[one.pk]},
        )
        for one in joined
    )
    _catch_up(joined, leader, at=at)
    return joined


def _one_clock(joined: Sequence[Ticket], leader: Ticket, *, at: datetime) -> dict[UUID, dict[str, list[int]]]:
    """The tightest times of all become the leader's, and the leader's everybody's."""
    known = clocks_by_ticket(joined)
    tightest: dict[str, Clock] = {}
    for clock in (clock for clocks in known.values() for clock in clocks if _runs(clock)):
        if clock.name not in tightest or clock.due_at < tightest[clock.name].due_at:
            tightest[clock.name] = clock
    rows = Clock.objects.select_related("promise", "ticket").in_bulk([clock.pk for clock in tightest.values()])
    take_over(leader, rows.values(), at=at)
    return take_over_many(joined, leader, known, at=at)


def _runs(clock: Clock) -> bool:
    return clock.stopped_at is None and clock.dropped_at is None and clock.name != ORDER


def take_over_many(
    tickets: Sequence[Ticket], leader: Ticket, known: dict[UUID, list[Clock]], *, at: datetime
) -> dict[UUID, dict[str, list[int]]]:
    """Let many cases keep what the leader promises wherever that is tighter: what `joining.take_over` does to one."""
    rows = Clock.objects.running().filter(ticket=leader).exclude(name=ORDER).select_related("promise")
    theirs = [(clock, spent(clock, at=at)) for clock in rows]
    taken: dict[UUID, dict[str, list[int]]] = {ticket.pk: {} for ticket in tickets}
    over: list[Clock] = []
    fresh: list[tuple[Ticket, Clock]] = []
    pledged = []
    for ticket in tickets:
        ours = {clock.name: clock for clock in known[ticket.pk] if _runs(clock)}
        names = {clock.name for clock in known[ticket.pk]} | set(ticket.pledges)
        steps = {rule.name for rule in clocks_of(ticket.way)}
        for clock, used in theirs:
            mine = ours.get(clock.name)
            if mine is not None and clock.due_at < mine.due_at:
                over.append(mine)
                fresh.append((ticket, _as_there(ticket, clock, mine.generation + 1, used, at=at)))
                taken[ticket.pk][clock.name] = [mine.generation, mine.generation + 1]
            elif clock.name not in names and clock.name.partition(".")[0] in steps:
                fresh.append((ticket, _as_there(ticket, clock, 1, used, at=at)))
                ticket.pledges[clock.name] = str(clock.promise_id)
                taken[ticket.pk][clock.name] = [0, 1]
                pledged.append(ticket)
    end(over, at=at)
    begin_many(fresh)
    if pledged:
        Ticket.objects.bulk_update(set(pledged), ["pledges"], batch_size=200)
    return taken


def _as_there(ticket: Ticket, clock: Clock, generation: int, used: timedelta, *, at: datetime) -> Clock:
    """The leader's run, going on in this case: its promise, its start, what it has used."""
    same: dict[str, Any] = {
        name: getattr(clock, name)
        for name in ("name", "binding", "promise", "calendar_id", "calendar_version", "limit")
    }
    return Clock(
        org_id=ticket.org_id,
        ticket_id=ticket.pk,
        generation=generation,
        cause=Clock.Cause.JOIN,
        used=used,
        origin_at=clock.origin,
        started_at=at,
        due_at=max(at, clock.due_at),
        **same,
    )


def _catch_up(joined: Sequence[Ticket], leader: Ticket, *, at: datetime) -> None:
    """Bring them to where the leader stands."""
    stages = [status for status, _verb in WAY]
    if leader.status in stages:
        for _status, verb in WAY[: stages.index(Status(leader.status)) + 1]:
            go_along_many([one.pk for one in joined], verb, leader, at=at)
