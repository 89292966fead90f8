"""Which clocks run: started, stopped and dropped by the verbs, handed over with the case."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from deadlines.models import Promise
from tickets.actions.arming import arm, close_spans, end, pinned, place_of
from tickets.actions.plans import paused_clocks, set_pause, wake
from tickets.actions.taking_back import kept_after_all
from tickets.lifecycle import ENDED, FLOOR, ORDER, ORDER_CLOCK, ClockRule, clocks_of, heard
from tickets.models import Clock, ClockSpan, Ticket
from tickets.turning import as_promised


@lru_cache(maxsize=4096)
def _conditions(promise: str) -> tuple[str, dict[str, list[str]]]:
    """What a promise says of its clock's turns; a published promise never changes, so a process asks once."""
    return Promise.objects.values_list("starts_on", "turns").get(pk=promise)


def rules_of(ticket: Ticket) -> list[ClockRule]:
    """The clocks of this case by their names, promises and legal limits, each with the verbs that its promise names."""
    rules = []
    for rule in clocks_of(ticket.way):
        for name in (rule.name, rule.name + FLOOR):
            pledged = ticket.pledges.get(name)
            starts_on, turns = _conditions(pledged) if pledged else ("", {})
            rules.append(replace(as_promised(rule, starts_on, turns, ticket.way), name=name))
    return [*rules, ORDER_CLOCK] if ORDER in ticket.pledges else rules


def run_clocks(
    ticket: Ticket,
    verb: str,
    *,
    at: datetime,
    promises: dict[str, Promise] | None = None,
) -> list[Clock]:
    """Stop, drop and start what `verb` stops, drops and starts; what it starts comes back. The ticket is locked and
    nothing overdue is unfired.

    At the end of the case nothing goes on running.
    """
    rules = rules_of(ticket)
    is_over = ticket.status in ENDED
    told = {rule.name: heard(rule.name, verb, ticket.status) for rule in rules}
    stopping = {rule.name for rule in rules if told[rule.name] in rule.stops}
    dropping = {rule.name for rule in rules if told[rule.name] in rule.drop or is_over}
    starting = [rule for rule in rules if told[rule.name] in rule.starts | rule.resets and rule.name in ticket.pledges]
    known: dict[str, int] = {}
    if ticket.suspended_at:
        anew = {rule.name for rule in starting if told[rule.name] not in rule.starts}
        _leave_pause(ticket, stopping | anew, dropping | {rule.name for rule in starting} - anew, at=at)
    if verb != "register" and (stopping or dropping or starting):
        known, was_running = _settle(ticket, stopping, dropping, starting, at=at)
        starting = [rule for rule in starting if told[rule.name] in rule.starts or rule.name in was_running]
    if not starting:
        return []
    names = [rule.name for rule in starting]
    return arm(ticket, names, known, promises or pinned(ticket, names), at=at)


def _settle(
    ticket: Ticket,
    stopping: set[str],
    dropping: set[str],
    starting: list[ClockRule],
    *,
    at: datetime,
) -> tuple[dict[str, int], set[str]]:
    """End what this verb ends; the latest generation of each clock, and which of them were running."""
    clocks = list(Clock.objects.filter(ticket=ticket).order_by("generation"))
    running = {clock.name: clock for clock in clocks if clock.stopped_at is None and clock.dropped_at is None}
    stopped = [running[name] for name in stopping & running.keys()]
    renewed = {rule.name for rule in starting}
    dropped = [running[name] for name in (dropping | renewed) & running.keys() - stopping]
    end(stopped, at=at, is_met=True)
    kept_after_all(ticket, stopped, at=at)
    end(dropped, at=at)
    return {clock.name: clock.generation for clock in clocks}, set(running)


def _leave_pause(ticket: Ticket, stopping: set[str], dropping: set[str], *, at: datetime) -> None:
    """A paused clock that this verb stops goes on at that moment, so as to be met; one that it drops just ends."""
    paused = paused_clocks(ticket)
    awake = [clock for clock in paused if clock.name in stopping]
    over = [clock for clock in paused if clock.name in dropping - stopping]
    wake(ticket, awake, at=at)
    close_spans([clock.pk for clock in over], at=at)
    if paused and len(paused) == len(awake) + len(over):
        set_pause(ticket, None, None)


def hand_over(ticket: Ticket, *, at: datetime) -> None:
    """Cut the open stretches where the case passes to another person or unit, so that each one's time can be summed."""
    place = place_of(ticket)
    stretches = ClockSpan.objects.filter(clock__ticket=ticket, to_at__isnull=True)
    passed = [span for span in stretches if (span.owner_id, span.unit_id) != tuple(place.values())]
    fresh = []
    close_spans([span.clock_id for span in passed], at=at)
    for span in passed:
        cut = max(at, span.from_at)
        kept = {"state": span.state, "reason": span.reason, "until": span.until}
        fresh.append(ClockSpan(org_id=span.org_id, clock_id=span.clock_id, from_at=cut, **kept, **place))
    ClockSpan.objects.bulk_create(fresh)
