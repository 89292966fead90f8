"""Applications as the hall sees them: by step, each with the clock of its step and that of the whole."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Prefetch
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.lifecycle import PaperState, StepState
from applications.models import Application, MissingNotice, Paper, Step
from deadlines.words import APPLICATION_STEPS
from tickets.lifecycle import ENDED, Status
from tickets.models import Clock, Ticket

MOST = 200
SETTLE, CALLBACK = "settle", "callback"
TABS: dict[str, Lazy] = {**APPLICATION_STEPS, SETTLE: _("to be settled"), CALLBACK: _("awaiting callback")}
RECENT = timedelta(days=30)


@dataclass(frozen=True)
class Row:
    """One application in the list: its step, the clock that runs for it, and the clock of the whole."""

    file: Application
    step: Step | None
    clock: Clock | None
    whole: Clock | None
    lacking: int
    later: int

    @property
    def tab(self) -> str:
        return tab_of(self.file.ticket.status, self.step)

    @property
    def due_at(self) -> datetime | None:
        dues = [clock.due_at for clock in (self.clock, self.whole) if clock is not None]
        return min(dues, default=None)


def tab_of(status: str, step: Step | None) -> str:
    """In which tab of the list an application lies."""
    if status == Status.RESOLVED:
        return CALLBACK
    return step.code if step else SETTLE


def rows_of(user: User) -> list[Row]:
    """The open applications that this person may see, those due first at the top. Five queries."""
    running = Clock.objects.running().promised()
    files = Application.objects.visible_to(user).exclude(ticket__status__in=ENDED).for_list()
    files = files.prefetch_related(
        Prefetch("steps", queryset=Step.objects.filter(state=StepState.RUNNING), to_attr="now"),
        Prefetch("papers", queryset=Paper.objects.filter(is_required=True), to_attr="asked"),
        Prefetch("ticket__clocks", queryset=running, to_attr="running_clocks"),
    )
    rows = [_row(file) for file in files.order_by("ticket__registered_at")[:MOST]]
    return sorted(rows, key=lambda row: (row.due_at is None, row.due_at or row.file.ticket.registered_at))


def _row(file: Application) -> Row:
    step = next(iter(file.now), None)  # type: ignore[attr-defined]
    clocks = {clock.name: clock for clock in file.ticket.running_clocks}  # type: ignore[attr-defined]
    states = Counter(paper.state for paper in file.asked)  # type: ignore[attr-defined]
    own = clocks.get(step.code if step else "callback")
    is_checked = file.ticket.status == Status.CHECKING
    lacking = states[PaperState.MISSING] + states[PaperState.REFUSED] if is_checked else 0
    return Row(file, step, own, clocks.get("reply"), lacking, states[PaperState.LATER])


def tabs_of(rows: Iterable[Row]) -> list[tuple[str, Lazy, int]]:
    """The steps in which there is something, in the order of the work, with how many."""
    counted = Counter(row.tab for row in rows)
    return [(code, word, counted[code]) for code, word in TABS.items() if counted[code]]


@dataclass(frozen=True)
class Line:
    """One step on the page of an application: its latest clock, and whether it was late."""

    step: Step
    clock: Clock | None

    @property
    def is_late(self) -> bool:
        return self.clock is not None and self.clock.was_kept is False


def lines_of(file: Application) -> list[Line]:
    """The steps of one application in order, each with the latest run of its clock."""
    latest = {clock.name: clock for clock in Clock.objects.promised().filter(ticket=file.ticket).order_by("generation")}
    return [Line(step, latest.get(step.code)) for step in file.steps.select_related("ended_by")]


def asked_twice(user: User, *, at: datetime) -> list[tuple[str, int]]:
    """Who had to give notice twice of what could have been asked at once, in the last thirty days; most first."""
    seen = Ticket.objects.visible_to(user)
    late = MissingNotice.objects.filter(application__ticket__in=seen, against__isnull=False, at__gte=at - RECENT)
    counted = late.values_list("against__name").annotate(n=Count("pk")).order_by("-n", "against__name")
    return list(counted)
