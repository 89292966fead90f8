"""Wrong clocks put right: the old generation ends, a new one is armed from the history, and an event says why."""

from datetime import datetime

from django.db import transaction

from tickets import sweep
from tickets.actions.arming import arm, end, pinned
from tickets.actions.clocks import rules_of
from tickets.actions.spine import database_time
from tickets.models import Clock, Deadline, Ticket, TicketEvent
from tickets.recheck import Wrong, compare, replay

MENDED = "clock_mended"


def wrong_clocks(ticket: Ticket) -> list[Wrong]:
    """Replay the history of one open case and return every clock that contradicts it, but for those mended before."""
    events = list(ticket.timeline.order_by("seq"))
    mended = {(event.facts["clock"], event.facts.get("generation")) for event in events if event.what == MENDED}
    told = replay(events, rules_of(ticket), ticket.pledges)
    clocks = Clock.objects.filter(ticket=ticket).select_related("promise").order_by("name", "generation")
    return compare(told, [clock for clock in clocks if (clock.name, clock.generation) not in mended])


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
    return still_runs or (wrong.run is not None and wrong.run.ended_at is None)


def _put_right(ticket: Ticket, wrong: Wrong, *, at: datetime) -> bool:
    clock, run = wrong.clock, wrong.run
    if clock is not None and clock.stopped_at is None and clock.dropped_at is None:
        met_at = run.ended_at if run and run.is_met else None
        if met_at is None or met_at > clock.due_at:  # its own breach, if it is one, comes first
            sweep.fire(at=met_at or at, ticket=ticket.pk)
            ticket.refresh_from_db(fields=["seq"])
        end([clock], at=met_at or at, is_met=met_at is not None)
    if run is not None and run.ended_at is None:
        last = Clock.objects.filter(ticket=ticket, name=wrong.name).order_by("-generation").first()
        known = {wrong.name: last.generation} if last else {}
        arm(ticket, [wrong.name], known, pinned(ticket, [wrong.name]), at=run.started_at)
        _leave_out_what_has_fired(ticket, wrong.name)
        return True
    return run is None


def _leave_out_what_has_fired(ticket: Ticket, name: str) -> None:
    """A stage that an earlier generation has fired for the same moment is not fired again."""
    for row in Deadline.objects.filter(ticket=ticket, name=name, state="armed"):
        known = Deadline.objects.filter(ticket=ticket, name=name, stage=row.stage, due_at=row.due_at, state="fired")
        if known.exists() and row.stage not in (Deadline.Stage.BREACH, Deadline.Stage.TARGET):
            row.delete()


def _tell(ticket: Ticket, wrong: Wrong, *, is_new: bool, at: datetime) -> None:
    ticket.seq += 1
    ticket.save(update_fields=["seq"])
    facts: dict[str, object] = {"clock": wrong.name, "wrong": wrong.what}
    if wrong.clock and is_new:
        facts["generation"] = wrong.clock.generation
    facts |= {key: value.isoformat() for key, value in (("shown", wrong.shown), ("right", wrong.right)) if value}
    TicketEvent.objects.create(
        org_id=ticket.org_id,
        ticket=ticket,
        seq=ticket.seq,
        what=MENDED,
        at=at,
        facts=facts,
        version=ticket.version,
    )
