"""What must be true of the clocks of a case, whatever was done to it: the invariants I8 to I20 as functions of its rows."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from deadlines.calendar import counted, whole
from deadlines.limits import parse_limit
from deadlines.models import PauseReason
from deadlines.models.pauses import NEVER_PAUSED
from tickets.models import Clock, ClockSpan, Deadline, Ticket, TicketEvent

CEILING = timedelta(days=90)
CLOSE = timedelta(milliseconds=2)


@dataclass
class Seen:
    """The rows of one case between two steps."""

    ticket: Ticket
    clocks: list[Clock]
    spans: list[ClockSpan]
    stages: list[Deadline]
    told: list[TicketEvent]
    is_over: bool

    def __post_init__(self):
        self.spans_of, self.stages_of = defaultdict(list), defaultdict(list)
        for span in self.spans:
            self.spans_of[span.clock_id].append(span)
        for stage in self.stages:
            self.stages_of[stage.clock_id].append(stage)
        self.still = {span.clock_id for span in self.spans if span.state == "paused" and span.to_at is None}
        self.replies = [clock for clock in self.clocks if clock.name == "reply"]

    def run(self):
        """The generations of the newest run of the answer."""
        return [clock for clock in self.replies if clock.origin == self.replies[-1].origin]


def each_stage_fires_once_never_early_and_is_told_at_its_due_time(seen):
    """I8, I9"""
    fired = [row for row in seen.stages if row.state == "fired"]
    assert all(row.settled_at >= row.due_at for row in fired)
    told = sorted((event.deadline_id, event.at) for event in seen.told)
    assert told == sorted((row.pk, row.due_at) for row in fired)
    assert len({(row.name, row.stage, row.generation) for row in seen.stages}) == len(seen.stages)


def what_has_ended_or_stands_still_is_not_armed(seen):
    """I10, I20"""
    for clock in seen.clocks:
        if clock.stopped_at or clock.dropped_at or clock.pk in seen.still or seen.is_over:
            assert all(row.state != "armed" for row in seen.stages_of[clock.pk])


def answered_in_time_means_no_breach(seen):
    """I11"""
    for clock in seen.clocks:
        breached = any(row.stage == "breach" and row.state == "fired" for row in seen.stages_of[clock.pk])
        assert clock.stopped_at is None or clock.was_kept is not breached


def the_time_that_was_spent_at_the_due_time_is_the_limit(seen):
    """I12, I13: of every generation, unless its limit was used up before it began."""
    for clock in seen.clocks:
        limit, calendar = parse_limit(clock.limit), clock.work_calendar
        if clock.due_at > clock.started_at:
            ahead = counted(clock.started_at, clock.due_at, limit, calendar, started=clock.origin)
            assert abs(clock.used + ahead - whole(clock.origin, limit, calendar)) < CLOSE


def what_a_generation_brings_along_is_the_running_time_before_it(seen):
    """I12: pauses count nothing, on the clock of the limit as it was then. Another promise is counted anew, by I17."""
    before = {(clock.name, clock.generation + 1): clock for clock in seen.clocks}
    for clock in seen.clocks:
        if clock.cause in ("resume", "extend", "calendar"):
            last = before[clock.name, clock.generation]
            limit, calendar = parse_limit(last.limit), last.work_calendar
            ran = [span for span in seen.spans_of[last.pk] if span.state == "running"]
            spent = [counted(span.from_at, span.to_at, limit, calendar, started=last.origin) for span in ran]
            assert abs(clock.used - sum(spent, last.used)) < CLOSE


def stretches_of_a_run_follow_each_other_without_a_gap(seen):
    """I12, I16: the customer's time is somebody's at every moment, running or paused, and never twice."""
    run = {clock.pk for clock in seen.run()}
    spans = [span for span in seen.spans if span.clock_id in run]
    assert all(one.to_at == other.from_at for one, other in pairwise(spans))
    assert spans[0].from_at == seen.replies[-1].origin


def a_pause_has_a_reason_an_end_and_a_ceiling(seen):
    """I14"""
    clocks = {clock.pk: clock for clock in seen.clocks}
    pauses = [span for span in seen.spans if span.state == "paused"]
    assert all(span.reason in PauseReason.values and span.until for span in pauses)
    held = [clocks[span.clock_id] for span in pauses]
    assert not [clock for clock in held if clock.name in NEVER_PAUSED or clock.binding == "floor"]
    run = {clock.pk for clock in seen.run()}
    total = sum(((one.to_at or one.until) - one.from_at for one in pauses if one.clock_id in run), timedelta())
    assert total <= CEILING
    assert bool(seen.still) == (seen.ticket.suspended_at is not None) or seen.is_over


def generations_are_numbered_without_a_gap_and_one_runs(seen):
    """I8, I15"""
    assert [clock.generation for clock in seen.replies] == list(range(1, len(seen.replies) + 1))
    assert sum(not (clock.stopped_at or clock.dropped_at) for clock in seen.replies) <= 1


def warnings_come_before_the_breach_and_all_is_told_in_order(seen):
    """I19"""
    for rows in seen.stages_of.values():
        warned = [row.due_at for row in rows if row.stage.startswith("warn")]
        finals = [row.due_at for row in rows if row.stage in ("target", "breach")]
        assert not warned or max(warned) <= finals[0]
    assert [event.at for event in seen.told] == sorted(event.at for event in seen.told)


def every_clock_has_its_stages(seen):
    """I20"""
    assert all(seen.stages_of[clock.pk] for clock in seen.clocks)


RULES = (
    each_stage_fires_once_never_early_and_is_told_at_its_due_time,
    what_has_ended_or_stands_still_is_not_armed,
    answered_in_time_means_no_breach,
    the_time_that_was_spent_at_the_due_time_is_the_limit,
    what_a_generation_brings_along_is_the_running_time_before_it,
    stretches_of_a_run_follow_each_other_without_a_gap,
    a_pause_has_a_reason_an_end_and_a_ceiling,
    generations_are_numbered_without_a_gap_and_one_runs,
    warnings_come_before_the_breach_and_all_is_told_in_order,
    every_clock_has_its_stages,
)
