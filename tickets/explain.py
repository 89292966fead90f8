"""Why is it due then: every clock of a case, run by run, from its start to its end, as it was really counted."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deadlines.calendar import counted
from deadlines.hours import Calendar
from deadlines.limits import Limit, parse_limit
from deadlines.models import Binding
from deadlines.models.pauses import PauseReason
from deadlines.stages import word_of
from deadlines.way import Line, by_day, length_words, spent_words
from deadlines.why import Interval, pause, stretch
from tickets.lifecycle import MILESTONES, ORDER_CLOCK, clocks_of
from tickets.models import Clock, ClockSpan, Deadline, Ticket, TicketEvent
from tickets.sentences import tell

Row = TypeVar("Row", ClockSpan, Deadline)
ZERO = timedelta()
ENDS = frozenset({Deadline.Stage.BREACH, Deadline.Stage.TARGET})
VERDICTS: dict[str, Lazy] = {
    "running": _("running"),
    "paused": _("paused"),
    "overdue": _("overdue, still running"),
    "kept": _("kept in time"),
    "missed": _("missed"),
    "voided": _("not counted, its breach was voided"),
    "replaced": _("replaced by a new plan"),
    "dropped": _("ended without a verdict"),
}
STATES: dict[str, Lazy] = {
    "armed": pgettext_lazy("stage", "to come"),
    "fired": pgettext_lazy("stage", "has passed"),
    "voided": pgettext_lazy("stage", "voided"),
    "cancelled": pgettext_lazy("stage", "no longer needed"),
}
TONES = {"running": "run", "paused": "hold", "overdue": "over", "kept": "ok", "missed": "over"}


@dataclass(frozen=True)
class Stage:
    """A moment of a run that warns, judges or climbs: what it is, when, who is told, and what became of it."""

    code: str
    due_at: datetime
    state: str
    rung_words: str

    @property
    def word(self) -> str:
        return word_of(self.code)

    @property
    def state_word(self) -> Lazy:
        return STATES[self.state]


@dataclass(frozen=True)
class Run:
    """One run of a clock: what began it, what was counted, what was used, how it ended."""

    clock: Clock
    calendar: Calendar
    began: str
    ended: str
    intervals: tuple[Interval, ...]
    used: timedelta
    paused: timedelta
    verdict: str
    stages: tuple["Stage", ...]

    @property
    def limit(self) -> Limit:
        return parse_limit(self.clock.limit)

    @property
    def label(self) -> str:
        """The step of the work that the clock belongs to; `arrive.floor` is a second clock of one step."""
        return str(MILESTONES.get(self.clock.name.partition(".")[0], self.clock.name))

    @property
    def heading(self) -> str:
        """What no other run of the case is called."""
        return f"{MILESTONES.get(self.clock.name, self.clock.name)} {self.clock.generation}"

    @property
    def cause_word(self) -> Lazy | str:
        """Why the plan of a run changed; empty where the run itself begins."""
        return self.clock.get_cause_display()

    @property
    def is_floor(self) -> bool:
        """Whether it is the limit of the law under what the company promises."""
        return self.clock.binding != Binding.PROMISE

    @property
    def used_words(self) -> str:
        return spent_words(self.used, self.limit)

    @property
    def carried_words(self) -> str:
        """What earlier runs had already used; empty if nothing."""
        return spent_words(self.clock.used, self.limit) if self.clock.used else ""

    @property
    def paused_words(self) -> str:
        return length_words(self.paused) if self.paused else ""

    @property
    def verdict_word(self) -> Lazy:
        return VERDICTS[self.verdict]

    @property
    def tone(self) -> str:
        return TONES.get(self.verdict, "hold")

    @property
    def lines(self) -> list[Line]:
        """The intervals a day a line, for people."""
        return by_day(self.intervals, self.calendar)


def explain(ticket: Ticket, at: datetime) -> list[Run]:
    """Every run of every clock of the case as it stands at `at`, the runs of one clock together. Reads, never writes."""
    clocks = list(ticket.clocks.select_related("promise").order_by("started_at", "name", "generation"))
    first = {clock.name: place for place, clock in reversed(list(enumerate(clocks)))}
    clocks.sort(key=lambda clock: (first[clock.name], clock.generation))
    spans = _by_clock(ClockSpan.objects.filter(clock__in=clocks).order_by("from_at", "to_at"))
    stages = _by_clock(Deadline.objects.filter(clock__in=clocks).order_by("due_at"))
    events, last = _events(ticket, clocks), {clock.name: clock.pk for clock in clocks}
    return [
        _Reader(ticket, clock, spans[clock.pk], stages[clock.pk], at).run(events, is_last=last[clock.name] == clock.pk)
        for clock in clocks
    ]


@dataclass(frozen=True)
class _Reader:
    """One clock with its rows."""

    ticket: Ticket
    clock: Clock
    spans: list[ClockSpan]
    stages: list[Deadline]
    at: datetime

    def run(self, events: list[TicketEvent], *, is_last: bool) -> Run:
        clock = self.clock
        rules = [rule for rule in (*clocks_of(self.ticket.way), ORDER_CLOCK) if rule.name == clock.name]
        starts, stops = ({verb for rule in rules for verb in getattr(rule, side)} for side in ("starts", "stops"))
        over = clock.stopped_at or clock.dropped_at
        told = {stage.code: stage.rung_words for stage in clock.promise.ladder}
        told[Deadline.Stage.TARGET] = told[Deadline.Stage.BREACH]
        return Run(
            clock=clock,
            calendar=clock.work_calendar,
            began=_said(events, clock.started_at, starts) or clock.promise.start,
            ended=_said(events, over, stops) if over else "",
            intervals=tuple(self._intervals()),
            used=clock.used + sum((self._counted(span) for span in self._running), ZERO),
            paused=sum((self._end(span) - span.from_at for span in self.spans if span.state == "paused"), ZERO),
            verdict=self._verdict(is_last=is_last),
            stages=tuple(
                Stage(row.stage, row.due_at, self._state(row), told.get(row.stage, "")) for row in self.stages
            ),
        )

    @property
    def _running(self) -> list[ClockSpan]:
        return [span for span in self.spans if span.state == ClockSpan.State.RUNNING]

    def _state(self, row: Deadline) -> str:
        return "voided" if self.clock.voided_at and row.stage in ENDS else row.state

    def _end(self, span: ClockSpan) -> datetime:
        return max(span.from_at, span.to_at or self.at)

    def _counted(self, span: ClockSpan) -> timedelta:
        limit = parse_limit(self.clock.limit)
        return counted(span.from_at, self._end(span), limit, self.clock.work_calendar, started=self.clock.origin)

    def _intervals(self) -> Iterable[Interval]:
        limit, last = parse_limit(self.clock.limit), self.spans[-1] if self.spans else None
        for span in self.spans:
            end = self._end(span)
            if span.state == ClockSpan.State.PAUSED:
                yield pause(span.from_at, end, _reason(span), self.clock.work_calendar)
                continue
            if span is last and self.clock.dropped_at is None:
                # Why it is due then needs the way up to then, even where the work was done earlier or later.
                end = max(span.from_at, self.clock.due_at)
            if end > span.from_at:
                yield from stretch(span.from_at, end, limit, self.clock.work_calendar, started=self.clock.origin)

    def _verdict(self, *, is_last: bool) -> str:
        clock = self.clock
        if clock.stopped_at is not None and clock.stopped_at <= clock.due_at:
            return "kept"
        if clock.voided_at is not None:
            return "voided"
        if clock.stopped_at is not None:
            return "missed"
        if any(stage.stage in ENDS and stage.state == Deadline.State.FIRED for stage in self.stages):
            return "missed" if clock.dropped_at is not None else "overdue"
        if self.spans and self.spans[-1].state == ClockSpan.State.PAUSED and self.spans[-1].to_at is None:
            return "paused"
        if clock.dropped_at is not None:
            return "dropped" if is_last else "replaced"
        return "overdue" if clock.due_at <= self.at else "running"


def _reason(span: ClockSpan) -> str:
    return str(PauseReason(span.reason).label) if span.reason in PauseReason.values else span.reason


def _by_clock(rows: QuerySet[Row]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.clock_id].append(row)
    return found


def _events(ticket: Ticket, clocks: Iterable[Clock]) -> list[TicketEvent]:
    """What happened at the very moments at which a clock began or ended."""
    moments = {
        moment for clock in clocks for moment in (clock.started_at, clock.stopped_at, clock.dropped_at) if moment
    }
    return list(ticket.timeline.filter(at__in=moments).select_related("by").order_by("seq"))


def _said(events: Iterable[TicketEvent], moment: datetime, verbs: set[str]) -> str:
    """The event of that moment as a sentence, one of `verbs` before any other; nothing that the clock did itself."""
    then = [event for event in events if event.at == moment and event.deadline_id is None]
    chosen = next((event for event in then if event.what in verbs), then[0] if then else None)
    return tell(chosen) if chosen else ""
