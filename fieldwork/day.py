"""A crew's day as bars in time: what it was given, and how far it came with it. Read from the histories alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from fieldwork.model_rota import Shift, Sort
from tickets.models import TicketEvent, TicketQuerySet

BEGIN, STEPS = "dispatch", ("accept", "depart", "arrive", "restore")
ENDS = frozenset({"report", "send_back", "withdraw", "merge", "close", "supply_back", "undo"})
LOOK_BACK = timedelta(days=1)
WIDTH, LANE, GAP = 1200, 20, 6
STATES = {
    "dispatch": _("sent"),
    "accept": _("accepted"),
    "depart": _("on the way"),
    "arrive": _("on site"),
    "restore": _("restored"),
}


@dataclass
class Stretch:
    """One job of one crew: from when, in which state since when, until when (None: it still has it)."""

    crew: str
    number: str
    short: str
    title: str
    steps: list[tuple[str, datetime]]
    until: datetime | None = None

    @property
    def since(self) -> datetime:
        return self.steps[0][1]

    @property
    def state(self) -> object:
        return STATES[self.steps[-1][0]]


@dataclass(frozen=True)
class Bar:
    """A piece of a stretch as it is drawn, in units of the picture."""

    x: float
    width: float
    y: int
    step: str
    stretch: Stretch
    is_first: bool


@dataclass
class Line:
    """A crew's row of the picture."""

    crew: Unit
    y: int = 0
    height: int = LANE + GAP
    shifts: list[tuple[float, float]] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)

    @property
    def text_y(self) -> int:
        return self.y + 17


def stretches(events: Iterable[TicketEvent]) -> list[Stretch]:
    """Follow each history: a dispatch begins a stretch, the next one, a report or a way back ends it. What was taken back
    never was."""
    done: list[Stretch] = []
    now: Stretch | None = None
    for event in events:
        ticket = event.ticket
        if now and (now.number != ticket.number or event.what == BEGIN or event.what in ENDS):
            now.until = event.at if now.number == ticket.number else None
            done.append(now)
            now = None
        if event.what == BEGIN:
            told = (str(event.facts.get("crew", "")), ticket.number, ticket.short_number, ticket.title)
            now = Stretch(*told, [(BEGIN, event.at)])
        elif event.what == "recall":
            now = None
        elif now and event.what in STEPS:
            now.steps.append((event.what, event.at))
    return [*done, now] if now else done


def told_on(tickets: TicketQuerySet, *, begin: datetime, end: datetime) -> list[Stretch]:
    """What crews had between two moments, in one statement."""
    wanted = (BEGIN, "recall", *STEPS, *ENDS)
    rows = TicketEvent.objects.filter(ticket__in=tickets, what__in=wanted, at__gte=begin - LOOK_BACK, at__lt=end)
    found = stretches(rows.select_related("ticket").order_by("ticket", "seq"))
    return [one for one in found if one.until is None or one.until > begin]


def draw(
    crews: Iterable[Unit], found: Iterable[Stretch], *, begin: datetime, end: datetime, at: datetime
) -> list[Line]:
    """Put every stretch on its crew's line, those at the same time under each other; each line below the last."""
    lines = {crew.name: Line(crew) for crew in crews}
    for one in sorted(found, key=lambda one: one.since):
        if one.crew in lines:
            lines[one.crew].stretches.append(one)
    shifts = Shift.objects.standing().filter(crew__in=[line.crew for line in lines.values()], sort=Sort.DUTY)
    for shift in shifts.during(begin, end).select_related("crew"):
        if shift.crew:
            x, until = _x(shift.from_at, begin, end), _x(shift.until_at, begin, end)
            lines[shift.crew.name].shifts.append((x, round(until - x, 1)))
    y = 0
    for line in lines.values():
        line.y = y
        _place(line, begin=begin, end=end, at=at)
        y += line.height
    return list(lines.values())


def _place(line: Line, *, begin: datetime, end: datetime, at: datetime) -> None:
    free: list[datetime] = []
    for one in line.stretches:
        until = min(one.until or at, end)
        lane = next((n for n, since in enumerate(free) if since <= one.since), len(free))
        free[lane : lane + 1] = [max(until, one.since)]
        for n, (step, since) in enumerate(one.steps):
            over = one.steps[n + 1][1] if n + 1 < len(one.steps) else until
            x, to = _x(since, begin, end), _x(over, begin, end)
            y = line.y + GAP // 2 + lane * LANE
            line.bars.append(Bar(x, max(round(to - x, 1), 2.0), y, step, one, is_first=n == 0))
    line.height = max(1, len(free)) * LANE + GAP


def _x(moment: datetime, begin: datetime, end: datetime) -> float:
    share = (min(max(moment, begin), end) - begin) / (end - begin)
    return round(share * WIDTH, 1)
