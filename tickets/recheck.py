"""The clocks of a case worked out again from its history, beside the clocks as they stand."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from deadlines.calendar import add, due, remaining
from deadlines.limits import parse_limit
from tickets.lifecycle import ENDED, ClockRule, heard
from tickets.models import Clock, Deadline, TicketEvent

SAME = timedelta(seconds=1)


@dataclass
class Run:
    """One run of a clock as the history tells it: still going, met, or dropped at `ended_at`."""

    name: str
    started_at: datetime
    ended_at: datetime | None = None
    is_met: bool = False
    by_merge: bool = False  # another case has it since; an unmerge lets it go on
    began_with: int = 0  # the number of the event, so that a recall finds what its dispatch did
    ended_with: int = 0


@dataclass(frozen=True)
class Wrong:
    """A clock that is not as the history says: which one, in what respect, what it shows and what it ought to."""

    name: str
    what: str  # missing, extra, start, stopped, paused, due, row, stage, armed
    shown: datetime | None
    right: datetime | None
    run: Run | None
    clock: Clock | None


def replay(events: Iterable[TicketEvent], rules: list[ClockRule], pledges: Iterable[str]) -> dict[str, list[Run]]:
    """Let the verbs of a history start, stop and drop the clocks of a case, as they did at the time."""
    pledged = set(pledges)
    runs: dict[str, list[Run]] = {rule.name: [] for rule in rules}
    for event in events:
        is_over = event.to_status in ENDED
        for rule in rules:
            if event.what == "unmerge" and runs[rule.name] and runs[rule.name][-1].by_merge:
                runs[rule.name][-1].ended_at, runs[rule.name][-1].by_merge = None, False
            if event.what == "recall":
                _recall(runs[rule.name], event)
            running = next((run for run in runs[rule.name] if run.ended_at is None), None)
            told = heard(rule.name, event.what, event.to_status)
            begins = told in rule.starts or (running is not None and told in rule.resets)
            starts = begins and rule.name in pledged
            if running and (told in rule.stops or told in rule.drop or is_over or starts):
                running.ended_at, running.is_met = event.at, told in rule.stops
                running.by_merge, running.ended_with = event.what == "merge", event.seq
            if starts:
                runs[rule.name].append(Run(rule.name, event.at, began_with=event.seq))
    return {name: told for name, told in runs.items() if told}


def _recall(runs: list[Run], event: TicketEvent) -> None:
    """A dispatch is taken back: what it ended goes on, in the run that it began if there is one, else that one ends."""
    sent = event.facts.get("seq")
    if not runs:
        return
    last, before = runs[-1], runs[-2] if len(runs) > 1 else None
    if last.began_with == sent:
        goes_on = before is not None and before.ended_with == sent and not before.is_met
        last.ended_at = None if goes_on else event.at
    elif last.ended_with == sent:
        last.ended_at, last.is_met = None, False


@dataclass(frozen=True)
class Rows:
    """What belongs to the clocks of a case: their stages by clock, which of them stand still, and whether the case does."""

    stages: dict[UUID, list[Deadline]]
    paused: frozenset[UUID]
    is_suspended: bool

    def armed(self, clock: Clock) -> list[Deadline]:
        """The stages of this generation that would still fire."""
        return [row for row in self.stages.get(clock.pk, []) if row.state == "armed" and row.quarantined_at is None]


def compare(
    told: dict[str, list[Run]], clocks: Iterable[Clock], rows: Rows, expected: Callable[[Clock], list[Deadline]]
) -> list[Wrong]:
    """Every clock that is not as the history tells: run by run, the later generations of a run with its first.

    `expected` are the stages that a generation ought to have.
    """
    shown: dict[str, list[list[Clock]]] = {}
    for clock in clocks:
        runs = shown.setdefault(clock.name, [])
        if clock.cause and runs:
            runs[-1].append(clock)
        else:
            runs.append([clock])
    found = []
    for name in sorted({*told, *shown}):
        right, there = told.get(name, []), shown.get(name, [])
        pairs = zip(right, there, strict=False)
        found += [wrong for run, generations in pairs for wrong in _look(run, generations, rows, expected)]
        found += [Wrong(name, "missing", None, run.started_at, run, None) for run in right[len(there) :]]
        found += [
            Wrong(name, "extra", generations[0].started_at, None, None, generations[-1])
            for generations in there[len(right) :]
        ]
    return found


def _look(
    run: Run, generations: list[Clock], rows: Rows, expected: Callable[[Clock], list[Deadline]]
) -> Iterable[Wrong]:
    first, last = generations[0], generations[-1]
    # One that was promised late has run since its step began, but is written from the moment when that was known.
    began = first.origin if first.cause == Clock.Cause.REPLAN else first.started_at
    if first.cause != Clock.Cause.JOIN and not _same(began, run.started_at):
        yield Wrong(run.name, "start", first.started_at, run.started_at, run, last)
        return
    met_at = run.ended_at if run.is_met else None
    is_paused = last.pk in rows.paused
    is_over = last.stopped_at is not None or last.dropped_at is not None
    if not _same(last.stopped_at, met_at) or ((run.ended_at is None) == is_over and not is_paused):
        yield Wrong(run.name, "stopped", last.stopped_at or last.dropped_at, run.ended_at, run, last)
        return
    if is_paused and not rows.is_suspended and run.ended_at is None:
        yield Wrong(run.name, "paused", last.dropped_at, None, run, last)
        return
    for clock in generations:
        over = clock.stopped_at or clock.dropped_at
        if over is not None and (armed := rows.armed(clock)):
            yield Wrong(run.name, "armed", armed[0].due_at, over, run, clock)
            return
        right = due_of(clock)
        if right and not _same(clock.due_at, right):
            yield Wrong(run.name, "due", clock.due_at, right, run, clock)
            return
    if not is_over:
        yield from _missing_stage(run, generations, rows, expected(last))


def due_of(clock: Clock) -> datetime | None:
    """When this generation falls due by its own limit and calendar; None where somebody has granted an extension.

    What goes on with what was missed before is due when that was.
    """
    limit, calendar, cause = parse_limit(clock.limit), clock.work_calendar, clock.cause
    if not cause:
        return due(clock.origin, limit, calendar)
    if cause == Clock.Cause.EXTEND or clock.due_at < clock.started_at:
        return None
    rest = remaining(clock.origin, clock.used, limit, calendar)
    return add(clock.started_at, rest, limit, calendar, started=clock.origin)


def _missing_stage(run: Run, generations: list[Clock], rows: Rows, expected: list[Deadline]) -> Iterable[Wrong]:
    """The first stage that a running clock ought to have and has not: armed, fired (by any generation) or set aside."""
    clock = generations[-1]
    there = {
        (row.stage, row.due_at)
        for one in generations
        for row in rows.stages.get(one.pk, [])
        if row.state == "fired" or (one is clock and (row.state == "armed" or row.quarantined_at is not None))
    }
    lacking = [row for row in expected if (row.stage, row.due_at) not in there]
    if lacking:
        final = next((row for row in lacking if row.stage in Deadline.FINAL), None)
        yield Wrong(run.name, "row" if final else "stage", None, (final or lacking[0]).due_at, run, clock)


def _same(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < SAME
