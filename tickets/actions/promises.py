"""Promises of a ticket: shown before saving, pinned at intake, started and stopped by the verbs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Unit
from deadlines.actions import promises_for
from deadlines.calendar import due, warn_at
from deadlines.limits import parse_limit
from deadlines.models import Promise
from tickets.lifecycle import ClockRule, clocks_of
from tickets.models import Category, Clock, ClockSpan, Deadline, Ticket

ORDER = (
    "contact",
    "dispatch",
    "accept",
    "arrive",
    "restore",
    "report",
    "reply",
    "resolve",
    "callback",
)


@dataclass(frozen=True)
class Foreseen:
    """One line of the preview: by when this step is promised, if everything before it takes as long as it may."""

    milestone: str
    due_at: datetime
    promise: Promise
    is_estimate: bool


def preview(
    *,
    org: Unit,
    kind: str,
    category: Category | None,
    area: str,
    level: str,
    at: datetime,
) -> list[Foreseen]:
    """Return what a request registered at `at` would be promised, in order of time; chained steps are estimates."""
    found = promises_for(
        org=org,
        kind=kind,
        category=category.code if category else "",
        area=area,
        level=level,
        at=at,
    )
    lines: dict[str, Foreseen] = {}
    for rule in sorted(clocks_of(kind), key=lambda rule: ORDER.index(rule.name)):
        promise = found.get(rule.name)
        if promise is None:
            continue
        earlier = [line for line in lines.values() if _stops(kind, line.milestone) & rule.starts]
        begun = max((line.due_at for line in earlier), default=at)
        chained = "register" not in rule.starts
        lines[rule.name] = Foreseen(rule.name, when_due(promise, begun), promise, chained)
    return sorted(lines.values(), key=lambda line: line.due_at)


def _stops(kind: str, name: str) -> frozenset[str]:
    return next(rule.stops for rule in clocks_of(kind) if rule.name == name)


def when_due(promise: Promise, start: datetime) -> datetime:
    """Return when a run of this promise that starts at `start` is due, by the promise's own calendar."""
    return due(start, parse_limit(promise.limit), promise.work_calendar())


def pledge(ticket: Ticket, *, at: datetime) -> dict[str, Promise]:
    """Pin to a new ticket the promises in force at intake; they stay with it whatever is revised later."""
    found = promises_for(
        org=ticket.org,
        kind=ticket.kind,
        category=ticket.category.code,
        area=ticket.area,
        level=ticket.level,
        at=at,
    )
    names = {rule.name for rule in clocks_of(ticket.kind)}
    pinned = {name: promise for name, promise in found.items() if name in names}
    ticket.pledges = {name: str(promise.pk) for name, promise in pinned.items()}
    return pinned


def run_clocks(
    ticket: Ticket,
    verb: str,
    *,
    at: datetime,
    promises: dict[str, Promise] | None = None,
) -> None:
    """Stop, drop and start what `verb` stops, drops and starts. The ticket is locked and nothing overdue is unfired."""
    rules = clocks_of(ticket.kind)
    stopping = {rule.name for rule in rules if verb in rule.stops}
    dropping = {rule.name for rule in rules if verb in rule.drop}
    starting = [rule for rule in rules if verb in rule.starts and rule.name in ticket.pledges]
    known: dict[str, int] = {}
    if verb != "register" and (stopping or dropping or starting):
        known = _settle(ticket, stopping, dropping, starting, at=at)
    if starting:
        _arm(ticket, starting, known, promises or _pinned(ticket, starting), at=at)


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
    stopped = [running[name].pk for name in stopping & running.keys()]
    renewed = {rule.name for rule in starting}
    dropped = [running[name].pk for name in (dropping | renewed) & running.keys() - stopping]
    Clock.objects.filter(pk__in=stopped).update(stopped_at=at)
    Clock.objects.filter(pk__in=dropped).update(dropped_at=at)
    ended = stopped + dropped
    if ended:
        ClockSpan.objects.filter(clock__in=ended, to_at__isnull=True).update(to_at=at)
        Deadline.objects.filter(clock__in=ended, state="armed").update(state="cancelled", settled_at=at)
    return {clock.name: clock.generation for clock in clocks}


def _pinned(ticket: Ticket, rules: Iterable[ClockRule]) -> dict[str, Promise]:
    wanted = {ticket.pledges[rule.name]: rule.name for rule in rules}
    found = Promise.objects.counted_by(ticket.org_id).filter(pk__in=wanted)
    return {wanted[str(promise.pk)]: promise for promise in found}


def _arm(
    ticket: Ticket,
    rules: list[ClockRule],
    known: dict[str, int],
    promises: dict[str, Promise],
    *,
    at: datetime,
) -> None:
    clocks = [
        Clock(
            org_id=ticket.org_id,
            ticket=ticket,
            name=rule.name,
            generation=known.get(rule.name, 0) + 1,
            promise=promises[rule.name],
            calendar_version=promises[rule.name].work_calendar().version,
            limit=promises[rule.name].limit,
            started_at=at,
            due_at=when_due(promises[rule.name], at),
        )
        for rule in rules
        if rule.name in promises
    ]
    Clock.objects.bulk_create(clocks)
    owner = {
        "owner_id": ticket.handler_id,
        "unit_id": ticket.queue_id or ticket.crew_id,
    }
    ClockSpan.objects.bulk_create(ClockSpan(org_id=ticket.org_id, clock=clock, from_at=at, **owner) for clock in clocks)
    Deadline.objects.bulk_create(stage for clock in clocks for stage in stages(clock))


def stages(clock: Clock) -> list[Deadline]:
    """Return the stages of a clock: its warnings, then the breach (or the target, where the promise is an average)."""
    limit, calendar = parse_limit(clock.limit), clock.promise.work_calendar()
    final = Deadline.Stage.TARGET if clock.promise.statistic == "average" else Deadline.Stage.BREACH
    points = clock.promise.warn_points
    moments = {f"warn{point}": warn_at(clock.started_at, limit, calendar, point) for point in points}
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
    ]
