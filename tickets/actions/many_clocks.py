"""The clocks of many cases: started, stopped, dropped and handed over with a few statements for all of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from deadlines.models import Binding, Promise
from tickets.actions.arming import close_spans, end, place_of, stages
from tickets.actions.clocks import rules_of, run_clocks
from tickets.actions.promises import when_due
from tickets.actions.taking_back import kept_after_all
from tickets.lifecycle import ENDED, FLOOR, ORDER, ClockRule, heard
from tickets.models import Clock, ClockSpan, Deadline, Ticket


def run_clocks_many(tickets: Sequence[Ticket], verb: str, *, at: datetime) -> None:
    """Stop, drop and start what `verb` stops, drops and starts. The cases are locked and nothing overdue is unfired.

    What stands still or has an order goes its own way.
    """
    usual = [one for one in tickets if not one.suspended_at and ORDER not in one.pledges]
    known = clocks_by_ticket(usual)
    stopped: dict[UUID, list[Clock]] = {}
    dropped: list[Clock] = []
    starting: list[tuple[Ticket, list[str], dict[str, int]]] = []
    for ticket in usual:
        turn = _Turn(ticket, verb, known[ticket.pk])
        stopped[ticket.pk] = turn.stopped
        dropped += turn.dropped
        if turn.starting:
            starting.append((ticket, turn.starting, turn.generations))
    _end(usual, stopped, dropped, at=at)
    begin_many(_fresh(starting, at=at))
    for ticket in tickets:
        if ticket.suspended_at or ORDER in ticket.pledges:
            run_clocks(ticket, verb, at=at)


def clocks_by_ticket(tickets: Iterable[Ticket]) -> dict[UUID, list[Clock]]:
    """Every clock that each of these cases has had, the older generations first."""
    found: dict[UUID, list[Clock]] = defaultdict(list)
    for clock in Clock.objects.filter(ticket__in=[one.pk for one in tickets]).order_by("generation"):
        found[clock.ticket_id].append(clock)
    return found


class _Turn:
    """What one verb does to the clocks of one case: the same table as `clocks.run_clocks` reads."""

    def __init__(self, ticket: Ticket, verb: str, clocks: list[Clock]) -> None:
        rules, is_over = rules_of(ticket), ticket.status in ENDED
        running = {one.name: one for one in clocks if one.stopped_at is None and one.dropped_at is None}
        told = {rule.name: heard(rule.name, verb, ticket.status) for rule in rules}
        stopping = {rule.name for rule in rules if told[rule.name] in rule.stops}
        dropping = {rule.name for rule in rules if told[rule.name] in rule.drop or is_over}
        starting = [
            rule for rule in rules if told[rule.name] in rule.starts | rule.resets and rule.name in ticket.pledges
        ]
        anew = {rule.name for rule in starting}
        self.stopped = [running[name] for name in sorted(stopping & running.keys())]
        self.dropped = [running[name] for name in sorted((dropping | anew) & running.keys() - stopping)]
        self.starting = [rule.name for rule in starting if self._begins(rule, told[rule.name], running)]
        self.generations = {clock.name: clock.generation for clock in clocks}

    @staticmethod
    def _begins(rule: ClockRule, verb: str, running: dict[str, Clock]) -> bool:
        return verb in rule.starts or rule.name in running


def _end(usual: Sequence[Ticket], stopped: dict[UUID, list[Clock]], dropped: list[Clock], *, at: datetime) -> None:
    met = [clock for clocks in stopped.values() for clock in clocks]
    end(met, at=at, is_met=True)
    fired = Deadline.objects.filter(clock__in=met, state="fired", stage__in=Deadline.FINAL, due_at__gte=at)
    early = set(fired.values_list("ticket_id", flat=True)) if met else set()
    for ticket in usual:
        if ticket.pk in early:
            kept_after_all(ticket, stopped[ticket.pk], at=at)
    end(dropped, at=at)


def _fresh(starting: Iterable[tuple[Ticket, list[str], dict[str, int]]], *, at: datetime) -> list[tuple[Ticket, Clock]]:
    """The runs that begin now. A promise is read once for all the cases of a hall."""
    wanted: dict[tuple[UUID, UUID], set[UUID]] = defaultdict(set)
    for ticket, names, _known in starting:
        wanted[ticket.org_id, ticket.unit_id] |= {UUID(ticket.pledges[name]) for name in names}
    found = {place: Promise.objects.counted_by(*place).in_bulk(keys) for place, keys in wanted.items()}
    made, due = [], dict[UUID, datetime]()
    for ticket, names, known in starting:
        promises = found[ticket.org_id, ticket.unit_id]
        for name in names:
            promise = promises.get(UUID(ticket.pledges[name]))
            if promise is not None:
                due.setdefault(promise.pk, when_due(promise, at))
                made.append((ticket, _clock(ticket, name, promise, known.get(name, 0) + 1, due[promise.pk], at=at)))
    return made


def _clock(ticket: Ticket, name: str, promise: Promise, generation: int, due_at: datetime, *, at: datetime) -> Clock:
    return Clock(
        org_id=ticket.org_id,
        ticket=ticket,
        name=name,
        binding=Binding.FLOOR if name.endswith(FLOOR) else Binding.PROMISE,
        generation=generation,
        promise=promise,
        calendar_id=promise.pinned_calendar,
        calendar_version=promise.work_calendar().version,
        limit=promise.limit,
        started_at=at,
        origin_at=at,
        due_at=due_at,
    )


def begin_many(fresh: Sequence[tuple[Ticket, Clock]]) -> None:
    """Write new generations with their stretches and stages. Clocks that count alike have the same stages."""
    if not fresh:
        return
    Clock.objects.bulk_create([clock for _ticket, clock in fresh])
    ClockSpan.objects.bulk_create(
        ClockSpan(org_id=ticket.org_id, clock=clock, from_at=clock.started_at, **place_of(ticket))
        for ticket, clock in fresh
    )
    alike: dict[tuple[object, ...], list[tuple[str, datetime]]] = {}
    rows = []
    for _ticket, clock in fresh:
        key = (
            clock.promise_id,
            clock.calendar_id,
            clock.limit,
            clock.used,
            clock.cause,
            clock.origin_at,
            clock.started_at,
            clock.due_at,
        )
        if key not in alike:
            alike[key] = [(stage.stage, stage.due_at) for stage in stages(clock)]
        rows += [_stage(clock, stage, due_at) for stage, due_at in alike[key]]
    Deadline.objects.bulk_create(rows)


def _stage(clock: Clock, stage: str, due_at: datetime) -> Deadline:
    return Deadline(
        org_id=clock.org_id,
        ticket_id=clock.ticket_id,
        clock=clock,
        name=clock.name,
        stage=stage,
        generation=clock.generation,
        due_at=due_at,
    )


def hand_over_many(tickets: Sequence[Ticket], *, at: datetime) -> None:
    """Cut the open stretches of the cases that have passed to somebody else."""
    places = {ticket.pk: place_of(ticket) for ticket in tickets}
    open_ones = ClockSpan.objects.filter(Q(clock__ticket__in=places), to_at__isnull=True).select_related("clock")
    passed = [
        span for span in open_ones if (span.owner_id, span.unit_id) != tuple(places[span.clock.ticket_id].values())
    ]
    close_spans([span.clock_id for span in passed], at=at)
    ClockSpan.objects.bulk_create(
        ClockSpan(
            org_id=span.org_id,
            clock_id=span.clock_id,
            from_at=max(at, span.from_at),
            state=span.state,
            reason=span.reason,
            until=span.until,
            **places[span.clock.ticket_id],
        )
        for span in passed
    )
