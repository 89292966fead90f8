"""A change of plan: a run goes on as its next generation, with what it has used; nothing is moved, nothing is forgotten."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Max

from accounts.models import User
from deadlines.calendar import add, counted, remaining
from deadlines.limits import parse_limit
from deadlines.models import Promise
from tickets.actions.arming import ZERO, begin, close_spans, end
from tickets.models import Clock, ClockSpan, Deadline, Ticket, TicketEvent


def paused_clocks(ticket: Ticket) -> list[Clock]:
    """The clocks that stand still now."""
    still = Clock.objects.filter(ticket=ticket, spans__state=ClockSpan.State.PAUSED, spans__to_at__isnull=True)
    return list(still.select_related("promise").order_by("name"))


def set_pause(ticket: Ticket, since: datetime | None, until: datetime | None) -> None:
    """Write on the case since when and until when it stands still. The case is locked."""
    ticket.suspended_at, ticket.resumes_at = since, until
    Ticket.objects.filter(pk=ticket.pk).update(suspended_at=since, resumes_at=until)


def wake(ticket: Ticket, clocks: Iterable[Clock], *, at: datetime) -> None:
    """Let paused clocks go on at `at`: a new generation each, with the time that was left."""
    clocks = list(clocks)
    close_spans([clock.pk for clock in clocks], at=at)
    begin(ticket, [renewed(clock, at=at, cause=Clock.Cause.RESUME) for clock in clocks])


def spent(clock: Clock, *, at: datetime) -> timedelta:
    """How much of its limit a run has used by `at`, over all its generations, on the limit's own clock."""
    limit, calendar = parse_limit(clock.limit), clock.work_calendar
    running = ClockSpan.objects.filter(clock=clock, state=ClockSpan.State.RUNNING)
    stretches = [
        counted(begun, max(begun, over or at), limit, calendar, started=clock.origin)
        for begun, over in running.values_list("from_at", "to_at")
    ]
    return clock.used + sum(stretches, ZERO)


def renewed(
    clock: Clock,
    *,
    at: datetime,
    cause: str,
    promise: Promise | None = None,
    limit: str = "",
    used: timedelta | None = None,
) -> Clock:
    """The next generation of a run, not yet written: what is left of the limit from `at` on, by the calendar of now.

    A limit that is used up already is due at `at`: nothing is missed in the past without having been seen. What was
    missed before stays due when it was, later by what is not counted in, and is not missed again.
    """
    promise = promise or Promise.objects.counted_by(clock.org_id, clock.ticket.unit_id).get(pk=clock.promise_id)
    stood_still = _since_it_ran(clock, at=at) if used is None else ZERO
    used = spent(clock, at=at) if used is None else used
    limit = limit or clock.limit
    plan, calendar = parse_limit(limit), promise.work_calendar()
    rest = remaining(clock.origin, used, plan, calendar)
    due_at = max(at, add(at, rest, plan, calendar, started=clock.origin))
    if rest <= ZERO and limit == clock.limit and promise.pk == clock.promise_id and was_missed(clock):
        due_at = clock.due_at + stood_still
    return Clock(
        org_id=clock.org_id,
        ticket_id=clock.ticket_id,
        name=clock.name,
        binding=clock.binding,
        generation=clock.generation + 1,
        cause=cause,
        promise=promise,
        calendar_id=promise.pinned_calendar,
        calendar_version=calendar.version,
        limit=limit,
        used=used,
        origin_at=clock.origin,
        started_at=at,
        due_at=due_at,
    )


def was_missed(clock: Clock) -> bool:
    """Whether its limit has passed and been told, in this generation or in the one that it goes on with."""
    return (
        clock.due_at < clock.started_at
        or Deadline.objects.filter(clock=clock, state="fired", stage__in=Deadline.FINAL).exists()
    )


def _since_it_ran(clock: Clock, *, at: datetime) -> timedelta:
    """How long it has stood still by `at`."""
    running = ClockSpan.objects.filter(clock=clock, state=ClockSpan.State.RUNNING)
    last = running.exclude(to_at=None).aggregate(last=Max("to_at"))["last"]
    return max(ZERO, at - last) if last and not running.filter(to_at=None).exists() else ZERO


def go_on(ticket: Ticket, clock: Clock, fresh: Clock, *, at: datetime) -> Clock:
    """End a running generation and begin the one that takes its place."""
    end([clock], at=at)
    begin(ticket, [fresh])
    return fresh


def write_down(
    ticket: Ticket, what: str, *, by: User | None, at: datetime, reason: str = "", facts: dict[str, object]
) -> None:
    """Add to the history what changed the plan without being a person's step; `seq` counts it, `version` does not."""
    ticket.seq += 1
    ticket.save(update_fields=["seq"])
    TicketEvent.objects.create(
        org_id=ticket.org_id,
        ticket=ticket,
        seq=ticket.seq,
        what=what,
        at=at,
        by=by,
        reason=reason,
        facts=facts,
        version=ticket.version,
    )
