"""The clocks of a ticket: started and stopped by its verbs. A change of plan ends a generation and arms the next one."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from deadlines.calendar import add, remaining, warn_at
from deadlines.hours import Calendar
from deadlines.limits import Limit, parse_limit
from deadlines.models import Binding, Promise
from tickets.actions.promises import when_due
from tickets.lifecycle import ENDED, FLOOR, ClockRule, begun_by, clocks_of
from tickets.models import Clock, ClockSpan, Deadline, Ticket

ZERO = timedelta()


@lru_cache(maxsize=4096)
def _starts_on(promise: str) -> str:
    """The verb that starts a promise's clock; a published promise never changes, so a process asks once."""
    return Promise.objects.values_list("starts_on", flat=True).get(pk=promise)


def rules_of(ticket: Ticket) -> list[ClockRule]:
    """The clocks of this case by their names, promises and legal limits, each begun by the verb that its promise names."""
    rules = []
    for rule in clocks_of(ticket.kind):
        for name in (rule.name, rule.name + FLOOR):
            pledged = ticket.pledges.get(name)
            begun = begun_by(rule, _starts_on(pledged), ticket.kind) if pledged else rule
            rules.append(replace(begun, name=name))
    return rules


def run_clocks(
    ticket: Ticket,
    verb: str,
    *,
    at: datetime,
    promises: dict[str, Promise] | None = None,
) -> None:
    """Stop, drop and start what `verb` stops, drops and starts. The ticket is locked and nothing overdue is unfired.

    At the end of the case nothing goes on running.
    """
    rules = rules_of(ticket)
    is_over = ticket.status in ENDED
    stopping = {rule.name for rule in rules if verb in rule.stops}
    dropping = {rule.name for rule in rules if verb in rule.drop or is_over}
    starting = [rule for rule in rules if verb in rule.starts and rule.name in ticket.pledges]
    known: dict[str, int] = {}
    if verb != "register" and (stopping or dropping or starting):
        known = _settle(ticket, stopping, dropping, starting, at=at)
    if starting:
        names = [rule.name for rule in starting]
        arm(ticket, names, known, promises or pinned(ticket, names), at=at)


def _settle(
    ticket: Ticket,
    stopping: set[str],
    dropping: set[str],
    starting: list[ClockRule],
    *,
    at: datetime,
) -> dict[str, int]:
    clocks = list(Clock.objects.filter(ticket=ticket).order_by("generation"))
    running = {clock.name: clock for clock in clocks if clock.stopped_at is None and clock.dropped_at is None}
    stopped = [running[name] for name in stopping & running.keys()]
    renewed = {rule.name for rule in starting}
    dropped = [running[name] for name in (dropping | renewed) & running.keys() - stopping]
    end(stopped, at=at, is_met=True)
    end(dropped, at=at)
    return {clock.name: clock.generation for clock in clocks}


def end(clocks: Iterable[Clock], *, at: datetime, is_met: bool = False) -> None:
    """End these generations: met, or dropped without a verdict; what was still armed of them will not fire."""
    ended = [clock.pk for clock in clocks]
    if ended:
        Clock.objects.filter(pk__in=ended).update(**{"stopped_at" if is_met else "dropped_at": at})
        ClockSpan.objects.filter(clock__in=ended, to_at__isnull=True).update(to_at=at)
        Deadline.objects.filter(clock__in=ended, state="armed").update(state="cancelled", settled_at=at)


def pinned(ticket: Ticket, names: Iterable[str]) -> dict[str, Promise]:
    """The promises pledged under these names, each with the calendar by which the company counts now."""
    wanted = {name: UUID(ticket.pledges[name]) for name in names}
    found = Promise.objects.counted_by(ticket.org_id).in_bulk(set(wanted.values()))
    return {name: found[pk] for name, pk in wanted.items() if pk in found}


def arm(
    ticket: Ticket,
    names: Iterable[str],
    known: dict[str, int],
    promises: dict[str, Promise],
    *,
    at: datetime,
) -> None:
    """Begin a run of each of these clocks at `at`; `known` are the generations there were."""
    clocks = [
        Clock(
            org_id=ticket.org_id,
            ticket=ticket,
            name=name,
            binding=Binding.FLOOR if name.endswith(FLOOR) else Binding.PROMISE,
            generation=known.get(name, 0) + 1,
            promise=promises[name],
            calendar_id=promises[name].pinned_calendar,
            calendar_version=promises[name].work_calendar().version,
            limit=promises[name].limit,
            started_at=at,
            origin_at=at,
            due_at=when_due(promises[name], at),
        )
        for name in names
        if name in promises
    ]
    begin(ticket, clocks)


def begin(ticket: Ticket, clocks: list[Clock]) -> None:
    """Write new generations with the stretch that begins with them and their stages."""
    Clock.objects.bulk_create(clocks)
    ClockSpan.objects.bulk_create(
        ClockSpan(org_id=ticket.org_id, clock=clock, from_at=clock.started_at, **place_of(ticket)) for clock in clocks
    )
    Deadline.objects.bulk_create(stage for clock in clocks for stage in stages(clock))


def place_of(ticket: Ticket) -> dict[str, UUID | None]:
    """Who has the case: the person, and the unit whose work it is."""
    return {"owner_id": ticket.handler_id, "unit_id": ticket.queue_id or ticket.crew_id}


def stages(clock: Clock) -> list[Deadline]:
    """The stages of a generation: the warnings still ahead of it, then the breach (an average's target)."""
    limit, calendar = parse_limit(clock.limit), clock.work_calendar
    final = Deadline.Stage.TARGET if clock.promise.statistic == "average" else Deadline.Stage.BREACH
    moments = {f"warn{point}": _warn_at(clock, limit, calendar, point) for point in clock.promise.warn_points}
    moments[final] = clock.due_at
    return [
        Deadline(
            org_id=clock.org_id,
            ticket_id=clock.ticket_id,
            clock=clock,
            name=clock.name,
            stage=stage,
            generation=clock.generation,
            due_at=moment,
        )
        for stage, moment in moments.items()
        if moment is not None
    ]


def _warn_at(clock: Clock, limit: Limit, calendar: Calendar, point: int) -> datetime | None:
    """When `point` percent are used; None where an earlier generation has passed that point already."""
    if not clock.cause:
        return warn_at(clock.origin, limit, calendar, point)
    rest = remaining(clock.origin, clock.used, limit, calendar, point)
    return add(clock.started_at, rest, limit, calendar, started=clock.origin) if rest > ZERO else None
