"""A change of category, level or area, and a change of calendar: open clocks are counted anew, from their true start."""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from deadlines.calendar import ZERO, counted
from deadlines.limits import parse_limit
from deadlines.models import Binding, Promise, WorkCalendar
from servicedesk.lib.refusals import Invalid, Refusal
from tickets import sweep
from tickets.actions.arming import begin, end
from tickets.actions.clocks import rules_of
from tickets.actions.desk import required
from tickets.actions.filling import ask_by
from tickets.actions.plans import go_on, renewed, write_down
from tickets.actions.promises import pledge
from tickets.actions.spine import INSTANT, database_time, step
from tickets.actions.versions import version_for
from tickets.actions.waking import wake_up
from tickets.lifecycle import FLOOR, ORDER, Kind, heard
from tickets.models import Category, Clock, ClockSpan, Ticket
from tickets.refusals import ResumeFirst

log = logging.getLogger(__name__)
GRAVITY = ("general", "important", "major", "special")


@transaction.atomic
def reclassify(
    ticket: Ticket,
    *,
    reason: str,
    by: User | None,
    category: Category | None = None,
    area: str | None = None,
    level: str | None = None,
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """Say that the case is of another category, area or level; what that is promised binds from the true start on.

    The policy in force at intake decides. Used and paused time count, nothing missed is taken back, and what is used up
    already under the new limit falls due now. Raises ResumeFirst while the case stands still.
    """
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    at = at or database_time()
    if ticket.suspended_at and ticket.resumes_at and ticket.resumes_at > at:
        raise ResumeFirst(ticket)
    changes = _changes(ticket, category=category, area=area, level=level)
    before = dict(ticket.pledges)
    facts = {name: str(value) for name, value in changes.items()}
    for name, value in changes.items():
        setattr(ticket, name, value)
    promises = pledge(ticket, at=ticket.registered_at)
    changes["pledges"] = ticket.pledges
    reason = required(reason, "reason")
    ticket = step(ticket, "reclassify", by=by, at=at, reason=reason, facts=facts, **changes, **more)
    if category is not None and "category" in changes:
        ask_by(ticket, version_for(category, at=at))
    _replan(ticket, before, promises, at=at)
    return ticket


def _changes(ticket: Ticket, *, category: Category | None, area: str | None, level: str | None) -> dict[str, Any]:
    """What is really different, refused where it cannot be."""
    if category is not None and (category.org_id != ticket.org_id or category.kind != ticket.kind):
        text = _("Choose a category of the same kind.")
        raise Invalid(text, fields={"category": text})
    if category is not None and category.application != ticket.category.application:
        text = _("An application keeps its steps. Withdraw it and take the right one in.")
        raise Invalid(text, fields={"category": text})
    if level is not None and ticket.kind == Kind.COMPLAINT and _gravity(level) < _gravity(ticket.level):
        text = _("A complaint is made less grave in its file, where somebody else agrees.")
        raise Invalid(text, fields={"level": text})
    wished = {"category": category, "area": area, "level": level}
    changes = {name: value for name, value in wished.items() if value is not None and value != getattr(ticket, name)}
    if not changes:
        raise Invalid(_("Nothing is different from before."))
    return changes


def _gravity(level: str) -> int:
    """How grave a level is; a complaint without one is a general one."""
    return GRAVITY.index(level) if level in GRAVITY else 0


def _replan(ticket: Ticket, before: dict[str, str], promises: dict[str, Promise], *, at: datetime) -> None:
    running = {clock.name: clock for clock in Clock.objects.running().filter(ticket=ticket).select_related("promise")}
    for name, promise in promises.items():
        if before.get(name) == str(promise.pk):
            continue
        if name in running and not parse_limit(running[name].limit).agreed:
            _recount(ticket, running[name], promise, at=at)
        elif name not in running:
            _begin_late(ticket, name, promise, at=at)
    end([running[name] for name in before.keys() - promises.keys() - {ORDER} if name in running], at=at)


def _recount(ticket: Ticket, clock: Clock, promise: Promise, *, at: datetime) -> None:
    """Let a run go on under another promise. One that is late and stays late is left as it is: it is missed once."""
    used = _used_by(clock, promise, at=at)
    fresh = renewed(clock, at=at, cause=Clock.Cause.REPLAN, promise=promise, limit=promise.limit, used=used)
    if clock.due_at > at or fresh.due_at > at:
        go_on(ticket, clock, fresh, at=at)


def _used_by(clock: Clock, promise: Promise, *, at: datetime) -> timedelta:
    """What the whole run has used of this promise's limit, on that limit's own clock; its pauses are not counted."""
    limit, calendar = parse_limit(promise.limit), promise.work_calendar()
    same_run = Q(clock=clock) | Q(clock__ticket=clock.ticket_id, clock__name=clock.name, clock__origin_at=clock.origin)
    spans = ClockSpan.objects.filter(same_run, state=ClockSpan.State.RUNNING).order_by("from_at")
    stretches = [(begun, max(begun, over or at)) for begun, over in spans.values_list("from_at", "to_at")]
    if stretches:
        stretches.append((clock.origin, stretches[0][0]))
    return sum((counted(*stretch, limit, calendar, started=clock.origin) for stretch in stretches), ZERO)


def _begin_late(ticket: Ticket, name: str, promise: Promise, *, at: datetime) -> None:
    """Begin a clock that does not run, if by its new promise its step is under way: counted from when that began."""
    rule = next(rule for rule in rules_of(ticket) if rule.name == name)
    begins = rule.starts | rule.resets
    turns = begins | rule.stops | rule.drop
    told = ((heard(name, event.what, event.to_status), event) for event in ticket.timeline.order_by("-seq"))
    word, last = next(((word, event) for word, event in told if word in turns), ("", None))
    if last is None or word not in begins:
        return
    base = Clock(
        org_id=ticket.org_id,
        ticket_id=ticket.pk,
        name=name,
        binding=Binding.FLOOR if name.endswith(FLOOR) else Binding.PROMISE,
        generation=Clock.objects.filter(ticket=ticket, name=name).aggregate(last=Max("generation"))["last"] or 0,
        origin_at=last.at,
        started_at=last.at,
    )
    used = counted(last.at, at, parse_limit(promise.limit), promise.work_calendar())
    fresh = renewed(base, at=at, cause=Clock.Cause.REPLAN, promise=promise, limit=promise.limit, used=used)
    begin(ticket, [fresh])


def rearm_calendar(
    *, org: Unit, code: str, reason: str, hall: Unit | None = None, by: User | None = None, at: datetime | None = None
) -> int:
    """Count the open clocks of a company, or of one hall, by the newest version of a calendar; what they have used
    stays used. A hall with hours of its own is left out of its company's.

    Elapsed limits, clocks that are late and clocks that stand still are left alone (the last are counted by the new
    calendar when they go on). Each case is a transaction of its own. Returns how many cases changed; again, none.
    """
    newest = WorkCalendar.objects.open_to(org).at_hall(hall).filter(code=code).newest_first().first()
    if newest is None:
        return 0
    apart = WorkCalendar.objects.filter(org=org, code=code, hall__isnull=False).values("hall")
    here = Q(ticket__unit=hall) if hall else ~Q(ticket__unit__in=apart)
    stale = Clock.objects.running().filter(here, org=org, calendar__code=code).exclude(calendar=newest)
    changed = 0
    for pk in list(stale.values_list("ticket_id", flat=True).distinct().order_by("ticket_id")):
        try:
            changed += _rearm(pk, newest, reason=reason, by=by, at=at)
        except (DatabaseError, Refusal) as error:
            log.error("case %s is still counted by the old calendar: %s", pk, str(error).splitlines()[:1])
    return changed


@transaction.atomic
def _rearm(pk: UUID, newest: WorkCalendar, *, reason: str, by: User | None, at: datetime | None) -> bool:
    ticket = Ticket.objects.select_for_update().get(pk=pk)
    at = at or database_time()
    if ticket.resumes_at is not None and ticket.resumes_at <= at:
        wake_up(ticket)
    if sweep.fire(at=at - INSTANT, ticket=ticket.pk).fired:
        ticket.refresh_from_db(fields=["seq"])
    clocks = Clock.objects.running().filter(ticket=ticket, due_at__gt=at, calendar__code=newest.code)
    stale = [
        clock
        for clock in clocks.exclude(calendar=newest).select_related("promise")
        if parse_limit(clock.limit).needs_calendar
    ]
    moved = dict(_moves(ticket, stale, at=at))
    if moved:
        write_down(ticket, "rearm", by=by, at=at, reason=reason, facts={"calendar": str(newest), "clocks": moved})
    return bool(moved)


def _moves(ticket: Ticket, clocks: Iterable[Clock], *, at: datetime) -> Iterable[tuple[str, list[str]]]:
    for clock in clocks:
        fresh = go_on(ticket, clock, renewed(clock, at=at, cause=Clock.Cause.CALENDAR), at=at)
        yield clock.name, [one.due_at.astimezone(UTC).isoformat() for one in (clock, fresh)]
