"""Generations of clocks as rows: begun with their stages and stretches, ended so that nothing of them fires any more."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db.models import DateTimeField, Value
from django.db.models.functions import Coalesce, Greatest

from deadlines.calendar import add, remaining, warn_at
from deadlines.hours import Calendar
from deadlines.limits import Limit, parse_limit
from deadlines.models import Binding, Promise
from deadlines.stages import LIMIT, moments
from servicedesk.lib.together import put
from tickets.actions.promises import when_due
from tickets.lifecycle import FLOOR, ORDER
from tickets.model_order import Order
from tickets.models import Clock, ClockSpan, Deadline, Ticket

ZERO = timedelta()


def end(clocks: Iterable[Clock], *, at: datetime, is_met: bool = False) -> None:
    """End these generations: met, or dropped without a verdict; what was still armed of them will not fire."""
    ended = [clock.pk for clock in clocks]
    if ended:
        Clock.objects.filter(pk__in=ended).update(**{"stopped_at" if is_met else "dropped_at": at})
        close_spans(ended, at=at)
        Deadline.objects.filter(clock__in=ended, state="armed").update(state="cancelled", settled_at=at)


def close_spans(clocks: Iterable[UUID], *, at: datetime) -> None:
    """End the open stretches; a phone's earlier time ends none before it began."""
    stretches = ClockSpan.objects.filter(clock__in=clocks, to_at__isnull=True)
    stretches.update(to_at=Greatest("from_at", Value(at, DateTimeField())))


def pinned(ticket: Ticket, names: Iterable[str]) -> dict[str, Promise]:
    """The promises pledged under these names, each with the calendar by which the company counts now."""
    wanted = {name: UUID(ticket.pledges[name]) for name in names}
    found = Promise.objects.counted_by(ticket.org_id, ticket.unit_id).in_bulk(set(wanted.values()))
    known = {name: found[pk] for name, pk in wanted.items() if pk in found}
    if ORDER in known:
        known[ORDER].limit = Order.objects.filter(ticket=ticket).latest("issued_at").limit
    return known


def arm(
    ticket: Ticket,
    names: Iterable[str],
    known: dict[str, int],
    promises: dict[str, Promise],
    *,
    at: datetime,
) -> list[Clock]:
    """Begin a run of each of these clocks at `at` and return them; `known` are the generations there were."""
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
    return clocks


def begin(ticket: Ticket, clocks: list[Clock]) -> None:
    """Write new generations with the stretch that begins with them and their stages."""
    place = place_of(ticket)
    put(*clocks)
    put(*[ClockSpan(org_id=ticket.org_id, clock=clock, from_at=clock.started_at, **place) for clock in clocks])
    put(*[stage for clock in clocks for stage in stages(clock)])


def place_of(ticket: Ticket) -> dict[str, UUID | None]:
    """Who has the case: the person, and the unit whose work it is."""
    return {"owner_id": ticket.handler_id, "unit_id": ticket.queue_id or ticket.crew_id or ticket.unit_id}


def stages(clock: Clock) -> list[Deadline]:
    """The stages of a generation: the warnings still ahead of it, the breach (an average's target), what follows it.

    One that goes on with what was missed already has only what was not yet told of that.
    """
    final = Deadline.Stage.TARGET if clock.promise.statistic == "average" else Deadline.Stage.BREACH
    percent_at = partial(_percent_at, clock, parse_limit(clock.limit), clock.work_calendar)
    timed = moments(clock.promise.ladder, begun=clock.started_at, due_at=clock.due_at, percent_at=percent_at)
    told = {final, *_told_before(clock)} if clock.due_at < clock.started_at else ()
    coded = [(final if stage.sort == LIMIT else stage.code, moment) for stage, moment in timed]
    return [
        Deadline(
            org_id=clock.org_id,
            ticket_id=clock.ticket_id,
            clock=clock,
            name=clock.name,
            stage=code,
            generation=clock.generation,
            due_at=moment,
        )
        for code, moment in coded
        if code not in told
    ]


def _told_before(clock: Clock) -> Iterator[str]:
    """What the generation that was missed has told, and those since that went on with it."""
    same_run = Clock.objects.alias(begun_at=Coalesce("origin_at", "started_at")).filter(begun_at=clock.origin)
    earlier = same_run.filter(ticket=clock.ticket_id, name=clock.name, generation__lt=clock.generation)
    for one in earlier.order_by("-generation"):
        yield from one.deadlines.filter(state="fired").values_list("stage", flat=True)
        if one.due_at >= one.started_at:
            return


def _percent_at(clock: Clock, limit: Limit, calendar: Calendar, point: int) -> datetime | None:
    """When `point` percent are used; None where an earlier generation has passed that point already."""
    if not clock.cause:
        return warn_at(clock.origin, limit, calendar, point)
    rest = remaining(clock.origin, clock.used, limit, calendar, point)
    return add(clock.started_at, rest, limit, calendar, started=clock.origin, is_end=False) if rest > ZERO else None
