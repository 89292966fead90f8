"""Which promises were kept, step by step, with and without what was gained by standing still; averages as averages.

A run that ended in the period counts once, by the promise that it ended under. It was kept if it ended by its due time
and none of its plans was missed. Without pauses and extensions it was kept if it ended by the time at which it would have
been due had it never stood still and never been given more time: a pause cannot hide lateness.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.functional import Promise as Lazy

from accounts.models import Unit, User
from deadlines.calendar import ZERO, counted, due, whole
from deadlines.limits import parse_limit
from deadlines.saying import describe
from deadlines.way import spent_words
from tickets.lifecycle import MILESTONES
from tickets.models import Clock, ClockSpan, Deadline

MOST = 20_000  # runs of one report; a longer period is read in parts
SEQUENCE = list(MILESTONES)
Run = tuple[UUID, str, datetime]  # its case, its step and when it began


@dataclass
class Row:
    """One step under one promise: how many runs ended, how many in time, and how long they took on average."""

    name: str
    limit: str
    statistic: str
    label: Lazy | str
    ended: int = 0
    kept: int = 0
    kept_without: int = 0
    used: timedelta = ZERO
    used_without: timedelta = ZERO
    target: timedelta = ZERO

    @property
    def is_average(self) -> bool:
        """Whether the promise is about the average and binds no case alone."""
        return self.statistic == "average"

    @property
    def limit_words(self) -> str:
        return describe(parse_limit(self.limit))

    @property
    def share(self) -> str:
        return _percent(self.kept, self.ended)

    @property
    def share_without(self) -> str:
        return _percent(self.kept_without, self.ended)

    @property
    def average(self) -> str:
        """The average time that counted, pauses left out, in the measure of the limit."""
        return spent_words(self.used / self.ended, parse_limit(self.limit))

    @property
    def average_without(self) -> str:
        """The average time from start to end, as if no clock had stood still."""
        return spent_words(self.used_without / self.ended, parse_limit(self.limit))

    @property
    def is_average_kept(self) -> bool:
        """Whether the measured average lies within the promised one, pauses left out."""
        return self.used <= self.target

    @property
    def is_average_kept_without(self) -> bool:
        """The same with the pauses counted."""
        return self.used_without <= self.target


@dataclass(frozen=True)
class Period:
    """From one day to another of the hall, both included."""

    first: date
    last: date
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Report:
    """The rows of a period. `is_cut`: there were more runs than one report reads, the latest are left out."""

    rows: list[Row] = field(default_factory=list)
    is_cut: bool = False


def kept(user: User, period: Period, *, hall: Unit | None = None) -> Report:
    """Read the promises that ended in the period at the halls whose reports this person reads."""
    narrow: dict[str, Any] = {"ticket__unit": hall} if hall else {"ticket__unit__in": user.units("reports")}
    clocks = list(
        Clock.objects.judged()
        .filter(org__in=user.orgs(), ticket__imported_at__isnull=True, ticket__undone_at__isnull=True, **narrow)
        .filter(stopped_at__gte=period.begins, stopped_at__lt=period.ends)
        .select_related("promise")
        .order_by("stopped_at", "pk")[: MOST + 1]
    )
    return Report(_rows(clocks[:MOST]), is_cut=len(clocks) > MOST)


@dataclass(frozen=True)
class Judged:
    """What the arithmetic says of one run that ended: under which limit, kept or not, and how long it took."""

    limit: str
    kept: bool
    kept_without: bool
    used: timedelta
    used_without: timedelta
    target: timedelta


def judged_runs(clocks: Sequence[Clock]) -> Iterator[Judged]:
    """Judge runs that ended, in their order; their promises are loaded already."""
    missed, promised = _missed(clocks), _promised(clocks)
    running = _running(clock.pk for clock in clocks if clock.cause)
    for clock in clocks:
        run = (clock.ticket_id, clock.name, clock.origin)
        yield _judge(clock, promised.get(run, clock.limit), is_missed=run in missed, spans=running[clock.pk])


def _judge(clock: Clock, promised: str, *, is_missed: bool, spans: list[tuple[datetime, datetime]]) -> Judged:
    limit, calendar, ended = parse_limit(promised), clock.work_calendar, clock.stopped_at or clock.due_at
    due_without = due(clock.origin, limit, calendar) if clock.cause else clock.due_at
    without = counted(clock.origin, ended, limit, calendar)
    stretches = (counted(*span, limit, calendar, started=clock.origin) for span in spans)
    return Judged(
        promised,
        kept=ended <= clock.due_at and not is_missed,
        kept_without=ended <= due_without and not is_missed,
        used=clock.used + sum(stretches, ZERO) if clock.cause else without,
        used_without=without,
        target=whole(clock.origin, limit, calendar),
    )


def _rows(clocks: list[Clock]) -> list[Row]:
    rows: dict[tuple[str, str, str], Row] = {}
    for clock, told in zip(clocks, judged_runs(clocks), strict=True):
        key = (clock.name, told.limit, clock.promise.statistic)
        row = rows.setdefault(key, Row(*key, label=MILESTONES.get(clock.name, clock.name)))  # type: ignore[arg-type]
        row.ended += 1
        row.kept += told.kept
        row.kept_without += told.kept_without
        row.used += told.used
        row.used_without += told.used_without
        row.target += told.target
    return sorted(rows.values(), key=lambda row: (_place(row.name), row.limit))


def _promised(clocks: Iterable[Clock]) -> dict[Run, str]:
    """The limit of each run whose plan changed, as it was before anybody gave it more time."""
    later = [clock.ticket_id for clock in clocks if clock.cause]
    limits: dict[Run, str] = {}
    for clock in Clock.objects.filter(ticket__in=later).order_by("generation"):
        run = (clock.ticket_id, clock.name, clock.origin)
        if run not in limits or clock.cause == Clock.Cause.REPLAN:
            limits[run] = clock.limit
    return limits


def _missed(clocks: Iterable[Clock]) -> set[Run]:
    """The runs of which some plan was missed, whatever became of it later."""
    later = [clock.ticket_id for clock in clocks if clock.cause]
    fired = Deadline.objects.filter(ticket__in=later, stage="breach", state="fired", clock__voided_at__isnull=True)
    found = fired.select_related("clock").only("ticket_id", "name", "clock__origin_at", "clock__started_at")
    return {(row.ticket_id, row.name, row.clock.origin) for row in found}


def _running(clocks: Iterable[UUID]) -> dict[UUID, list[tuple[datetime, datetime]]]:
    spans: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    rows = ClockSpan.objects.filter(clock__in=list(clocks), state=ClockSpan.State.RUNNING, to_at__isnull=False)
    for clock, begun, over in rows.values_list("clock", "from_at", "to_at"):
        spans[clock].append((begun, over or begun))
    return spans


def _place(name: str) -> int:
    return SEQUENCE.index(name) if name in SEQUENCE else len(SEQUENCE)


def _percent(part: int, all_of_them: int) -> str:
    return f"{100 * part / all_of_them:.1f}" if all_of_them else "—"
