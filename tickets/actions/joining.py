"""A promise made in one case and kept in another: the tighter of two counts, and each can have its own again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from deadlines.calendar import counted
from deadlines.limits import parse_limit
from tickets.actions.arming import begin, end, place_of
from tickets.actions.plans import go_on, renewed, spent
from tickets.lifecycle import ORDER, clocks_of
from tickets.models import Clock, ClockSpan, Ticket


def running_of(ticket: Ticket) -> dict[str, Clock]:
    """The clocks of a case that run, by name; an order's is an affair of the house."""
    rows = Clock.objects.running().filter(ticket=ticket).exclude(name=ORDER).select_related("promise", "ticket")
    return {clock.name: clock for clock in rows}


def take_over(ticket: Ticket, theirs: Iterable[Clock], *, at: datetime) -> dict[str, list[int]]:
    """Let the case keep what was promised in another one wherever that is tighter; what is late already is due now.

    A step that this case has behind it is not promised again. Returns for each clock that changed its generation before
    (0: there was none) and its new one, for `give_back`. The case is locked.
    """
    ours = running_of(ticket)
    steps = {rule.name for rule in clocks_of(ticket.way)}
    known = set(Clock.objects.filter(ticket=ticket).values_list("name", flat=True)) | set(ticket.pledges)
    taken: dict[str, list[int]] = {}
    for clock in theirs:
        mine = ours.get(clock.name)
        if mine is not None and clock.due_at < mine.due_at:
            fresh = go_on(ticket, mine, _as_promised_there(ticket, clock, mine.generation + 1, at=at), at=at)
            taken[clock.name] = [mine.generation, fresh.generation]
        elif clock.name not in known and clock.name.partition(".")[0] in steps:
            begin(ticket, [_as_promised_there(ticket, clock, 1, at=at)])
            ticket.pledges[clock.name] = str(clock.promise_id)
            taken[clock.name] = [0, 1]
    if any(before == 0 for before, _now in taken.values()):
        ticket.save(update_fields=["pledges"])
    return taken


def _as_promised_there(ticket: Ticket, clock: Clock, generation: int, *, at: datetime) -> Clock:
    """The other case's run, going on in this one: its promise, its start, what it has used."""
    return Clock(
        org_id=ticket.org_id,
        ticket_id=ticket.pk,
        name=clock.name,
        binding=clock.binding,
        generation=generation,
        cause=Clock.Cause.JOIN,
        promise=clock.promise,
        calendar_id=clock.calendar_id,
        calendar_version=clock.calendar_version,
        limit=clock.limit,
        used=spent(clock, at=at),
        origin_at=clock.origin,
        started_at=at,
        due_at=max(at, clock.due_at),
    )


def give_back(ticket: Ticket, taken: dict[str, Any], *, at: datetime) -> None:
    """Let the clocks that another case's promise has tightened run by their own again, unless they have changed since.

    The time in between counts: the customer has waited.
    """
    running = running_of(ticket)
    for name, (before, now) in taken.items():
        clock = running.get(name)
        if clock is None or clock.generation != now:
            continue
        if before == 0:
            end([clock], at=at)
            del ticket.pledges[name]
            ticket.save(update_fields=["pledges"])
            continue
        own = Clock.objects.select_related("promise", "ticket").get(ticket=ticket, name=name, generation=before)
        between = counted(clock.started_at, at, parse_limit(own.limit), own.work_calendar, started=own.origin)
        used = spent(own, at=at) + between
        own.generation = now  # the next one follows on what runs now
        go_on(ticket, clock, renewed(own, at=at, cause=Clock.Cause.PART, used=used), at=at)


def go_on_alone(ticket: Ticket, dropped: dict[str, int], *, since: datetime, at: datetime) -> None:
    """Let the clocks that a merge has ended run on, with what they had used and the time since: somebody had the case."""
    for name, generation in dropped.items():
        rows = Clock.objects.filter(ticket=ticket, name=name).select_related("promise", "ticket")
        clock = rows.latest("generation")
        if clock.generation != generation or clock.dropped_at is None:
            continue
        place = place_of(ticket)
        ClockSpan.objects.create(org_id=clock.org_id, clock=clock, from_at=since, to_at=max(since, at), **place)
        begin(ticket, [renewed(clock, at=at, cause=Clock.Cause.PART)])
