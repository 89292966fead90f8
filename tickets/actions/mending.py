"""Wrong clocks put right: the old generation ends, a new one is armed from the history, and an event says why."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from tickets import sweep
from tickets.actions.arming import arm, begin, end, pinned, stages
from tickets.actions.clocks import rules_of
from tickets.actions.plans import wake, write_down
from tickets.actions.spine import database_time
from tickets.actions.taking_back import kept_after_all
from tickets.lifecycle import ENDED
from tickets.models import Clock, ClockSpan, Deadline, Ticket, TicketQuerySet
from tickets.recheck import Rows, Wrong, compare, replay

MENDED = "clock_mended"


def cases_to_check() -> TicketQuerySet:
    """Open cases, and ended ones of which something still runs or would still fire; imported histories are as they came."""
    running = Clock.objects.running().filter(ticket=OuterRef("pk"))
    armed = Deadline.objects.filter(ticket=OuterRef("pk"), state="armed")
    left_over = Q(status__in=ENDED) & (Exists(running) | Exists(armed))
    return Ticket.objects.filter(~Q(status__in=ENDED) | left_over, imported_at__isnull=True).order_by("pk")


def wrong_clocks(ticket: Ticket) -> list[Wrong]:
    """Replay the history of one case and return every clock that contradicts it, but for those mended before."""
    events = list(ticket.timeline.order_by("seq"))
    mended = {(event.facts["clock"], event.facts.get("generation")) for event in events if event.what == MENDED}
    told = replay(events, rules_of(ticket), ticket.pledges)
    clocks = Clock.objects.filter(ticket=ticket).select_related("promise").order_by("name", "generation")
    shown = [clock for clock in clocks if (clock.name, clock.generation) not in mended]
    return compare(told, shown, _rows_of(ticket), stages)


def _rows_of(ticket: Ticket) -> Rows:
    of_clock: dict[UUID, list[Deadline]] = defaultdict(list)
    for row in Deadline.objects.filter(ticket=ticket).order_by("due_at"):
        of_clock[row.clock_id].append(row)
    is_suspended = Ticket.objects.filter(pk=ticket.pk, suspended_at__isnull=False).exists()
    still = ClockSpan.objects.filter(clock__ticket=ticket, state=ClockSpan.State.PAUSED, to_at__isnull=True)
    return Rows(of_clock, frozenset(still.values_list("clock_id", flat=True)), is_suspended)


@transaction.atomic
def mend(ticket: Ticket, *, at: datetime | None = None) -> list[Wrong]:
    """Put right every wrong clock that still runs, or ought to, and return what was wrong. What has fired stays fired."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    at = at or database_time()
    found = wrong_clocks(ticket)
    for wrong in found:
        if can_be_mended(wrong):
            is_new = _put_right(ticket, wrong, at=at)
            _tell(ticket, wrong, is_new=is_new, at=at)
    return found


def can_be_mended(wrong: Wrong) -> bool:
    """A clock that has ended, and rightly so, keeps its dates: they are history."""
    still_runs = wrong.clock is not None and wrong.clock.stopped_at is None and wrong.clock.dropped_at is None
    return still_runs or wrong.what == "armed" or (wrong.run is not None and wrong.run.ended_at is None)


def _put_right(ticket: Ticket, wrong: Wrong, *, at: datetime) -> bool:
    """Whether a new generation was needed, or an old one ended that nothing had begun."""
    if wrong.clock is not None and wrong.what == "armed":
        _disarm(ticket, wrong.clock, at=wrong.right or at)
        return False
    if wrong.clock is not None and wrong.what == "paused":
        wake(ticket, [wrong.clock], at=at)
        return False
    run = wrong.run
    for clock in Clock.objects.running().filter(ticket=ticket, name=wrong.name).select_related("promise"):
        _end(ticket, clock, over=(run.ended_at if run else None) or at, is_met=bool(run and run.is_met))
    if run is not None and run.ended_at is None:
        _begin_anew(ticket, wrong, started_at=run.started_at)
        return True
    return run is None


def _end(ticket: Ticket, clock: Clock, *, over: datetime, is_met: bool) -> None:
    if not is_met or over > clock.due_at:  # its own breach, if it is one, comes first
        sweep.fire(at=over, ticket=ticket.pk)
        ticket.refresh_from_db(fields=["seq"])
    end([clock], at=over, is_met=is_met)
    if is_met:
        kept_after_all(ticket, [clock], at=over)


def _disarm(ticket: Ticket, clock: Clock, *, at: datetime) -> None:
    """What was due before the clock ended fires; the rest ends with it."""
    sweep.fire(at=at, ticket=ticket.pk)
    ticket.refresh_from_db(fields=["seq"])
    Deadline.objects.filter(clock=clock, state="armed").update(state="cancelled", settled_at=at)


def _begin_anew(ticket: Ticket, wrong: Wrong, *, started_at: datetime) -> None:
    """The same generation with what was wrong put right where there is one to follow; else the run from its start."""
    last = Clock.objects.filter(ticket=ticket, name=wrong.name).order_by("-generation").first()
    if wrong.clock is not None and last is not None and wrong.what in ("due", "row", "stage"):
        fresh = Clock.objects.select_related("promise").get(pk=wrong.clock.pk)
        fresh.pk, fresh.generation = Clock().pk, last.generation + 1
        fresh.due_at = wrong.right if wrong.what == "due" and wrong.right else fresh.due_at
        fresh.stopped_at = fresh.dropped_at = fresh.voided_at = None
        fresh._state.adding = True
        begin(ticket, [fresh])
    else:
        known = {wrong.name: last.generation} if last else {}
        arm(ticket, [wrong.name], known, pinned(ticket, [wrong.name]), at=started_at)
    _leave_out_what_has_fired(ticket, wrong.name)


def _leave_out_what_has_fired(ticket: Ticket, name: str) -> None:
    """A stage that an earlier generation has fired for the same moment is not fired again."""
    for row in Deadline.objects.filter(ticket=ticket, name=name, state="armed"):
        known = Deadline.objects.filter(ticket=ticket, name=name, stage=row.stage, due_at=row.due_at, state="fired")
        if known.exists() and row.stage not in (Deadline.Stage.BREACH, Deadline.Stage.TARGET):
            row.delete()


def _tell(ticket: Ticket, wrong: Wrong, *, is_new: bool, at: datetime) -> None:
    facts: dict[str, object] = {"clock": wrong.name, "wrong": wrong.what}
    if wrong.clock and is_new:
        facts["generation"] = wrong.clock.generation
    facts |= {key: value.isoformat() for key, value in (("shown", wrong.shown), ("right", wrong.right)) if value}
    write_down(ticket, MENDED, by=None, at=at, facts=facts)
