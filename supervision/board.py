"""What the supervisor sees at one glance: figures that are filters, and lists by time left."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from reporting.behind import numbers_of
from reporting.wanted import Wanted
from supervision.steps import StepRow, open_steps, steps_until
from tickets.lifecycle import Kind, Status
from tickets.models import Clock, Ticket, TicketEvent, TicketQuerySet
from tickets.standing import Standing, by_time_left, due_until

SOON = timedelta(minutes=30)
AHEAD = timedelta(hours=2)
SLOT = timedelta(minutes=15)
MOST = 100
COUNTED = 1000
END = datetime.max.replace(tzinfo=UTC)
VIEWS = ("due", "undispatched", "returned", "complaints", "callback", "paused", "open", "imported")

Row = Standing | StepRow


@dataclass(frozen=True)
class Figure:
    """One tile: a number, what it means, and the list it opens."""

    label: str
    value: str
    view: str = ""
    icon: str = ""
    tone: str = ""
    unit: str = ""
    notes: list[str] = field(default_factory=list)


def chosen(user: User, view: str, *, hall: Unit | None, at: datetime) -> Sequence[Row]:
    """The rows of one tab, soonest due first."""
    narrow: dict[str, Any] = {"unit": hall} if hall else {}
    if view == "due":
        return _soonest(
            due_until(user, at + SOON, most=MOST, **narrow), steps_until(user, at + SOON, hall=hall, most=MOST)
        )
    if view == "paused":
        # What goes on soonest needs a look soonest: its review is near, or its ceiling.
        return [Standing(row, None) for row in of_view(user, view).filter(**narrow).for_list()[:MOST]]
    return by_time_left(of_view(user, view).filter(**narrow).order_by("registered_at"), most=MOST)


def _soonest(clocks: list[Standing], steps: list[StepRow]) -> list[Row]:
    """Both in one order, each case once, by what of it is due first."""
    rows: dict[object, Row] = {}
    both: list[Row] = [*clocks, *steps]
    for row in sorted(both, key=lambda row: row.clock.due_at if row.clock else END):
        rows.setdefault(row.ticket.pk, row)
    return list(rows.values())[:MOST]


def of_view(user: User, view: str) -> TicketQuerySet:
    """The open cases that belong to a tab."""
    tickets = Ticket.objects.visible_to(user).open()
    if view == "imported":
        return tickets.imported_overdue().distinct()
    tickets = tickets.filter(imported_at__isnull=True)
    narrowed = {
        "undispatched": tickets.to_dispatch(),
        "returned": tickets.filter(returns__gt=0),
        "complaints": tickets.filter(kind=Kind.COMPLAINT),
        "callback": tickets.filter(status=Status.RESOLVED),
        "paused": tickets.filter(suspended_at__isnull=False).order_by("resumes_at"),
    }
    return narrowed.get(view, tickets)


def capped(rows: Any) -> str:
    """Count at most a thousand: a number that nobody can act on is not worth a scan."""
    count = rows[:COUNTED].count()
    return f"{COUNTED}+" if count >= COUNTED else str(count)


def figures(user: User, *, hall: Unit | None, at: datetime) -> list[Figure]:
    """The tiles across the top; each number equals the list behind it."""
    narrow: dict[str, Any] = {"unit": hall} if hall else {}
    visible = Ticket.objects.visible_to(user).open().filter(**narrow)
    running = Clock.objects.running().promised().of_our_making().filter(org__in=user.orgs(), ticket__in=visible)
    steps = open_steps(user, hall=hall)
    late, late_steps = running.filter(due_at__lte=at), steps.filter(due_at__lte=at)
    soon, soon_steps = (
        due.filter(due_at__gt=at, due_at__lte=at + SOON)
        .exclude(ticket__in=late.values("ticket"))
        .exclude(ticket__in=late_steps.values("ticket"))
        for due in (running, steps)
    )
    tiles = [
        Figure(
            _("Overdue"), capped(_cases(late, late_steps)), "due", "tri", "over", notes=[_oldest(late, late_steps, at)]
        ),
        Figure(_("Due within 30 min"), capped(_cases(soon, soon_steps)), "due", "half", "soon"),
    ]
    for label, view, icon in (
        (_("Not dispatched"), "undispatched", "route"),
        (_("Sent back"), "returned", "back"),
        (_("Open complaints"), "complaints", "shield"),
        (_("Awaiting callback"), "callback", "call"),
    ):
        tiles.append(Figure(label, capped(of_view(user, view).filter(**narrow)), view, icon))
    return [*tiles, on_time_today(user, hall=hall, at=at)]


def _cases(clocks: Any, steps: Any) -> Any:
    return clocks.values("ticket").union(steps.values("ticket"))


def _oldest(late: Any, late_steps: Any, at: datetime) -> str:
    both = late.values("due_at").union(late_steps.values("due_at"))
    first = both.order_by("due_at").values_list("due_at", flat=True).first()
    if first is None:
        return _("nothing is late")
    over = int((at - first).total_seconds()) // 60
    return _("longest %(hours)d h %(minutes)02d min") % {"hours": over // 60, "minutes": over % 60}


def on_time_today(user: User, *, hall: Unit | None, at: datetime) -> Figure:
    """The share of the promises kept among those that ended today in the hall's time."""
    today = timezone.localdate(at)
    kept, ended_all = (f"promises.{name}_all" for name in ("kept", "ended"))
    found = numbers_of(Wanted(user, today, today, hall=hall), kept, ended_all)
    ended = {"kept": found[kept], "all": found[ended_all]}
    if not ended["all"]:
        return Figure(_("Kept today"), "—", notes=[_("nothing ended yet today")])
    share = f"{100 * ended['kept'] / ended['all']:.1f}"
    notes = [_("%(kept)d of %(all)d promises") % ended]
    return Figure(_("Kept today"), share, unit="%", notes=notes)


@dataclass(frozen=True)
class Bar:
    """How many promises fall due in a quarter of an hour, and where the bar stands in the drawing."""

    begins: datetime
    count: int
    x: int
    height: int

    @property
    def top(self) -> int:
        return 102 - self.height

    @property
    def middle(self) -> int:
        return self.x + 13

    @property
    def label_y(self) -> int:
        return self.top - 4


def next_two_hours(user: User, *, hall: Unit | None, at: datetime) -> list[Bar]:
    """The promises of the next two hours by quarters."""
    narrow: dict[str, Any] = {"unit": hall} if hall else {}
    visible = Ticket.objects.visible_to(user).open().filter(**narrow)
    due = (
        Clock.objects.running()
        .promised()
        .filter(org__in=user.orgs(), ticket__in=visible, due_at__gt=at, due_at__lte=at + AHEAD)
    )
    counts = [0] * (AHEAD // SLOT)
    for moment in due.values_list("due_at", flat=True)[: 20 * COUNTED]:
        counts[min(len(counts) - 1, (moment - at) // SLOT)] += 1
    tallest = max([*counts, 1])
    return [Bar(at + SLOT * n, count, 6 + 38 * n, 80 * count // tallest) for n, count in enumerate(counts)]


@dataclass(frozen=True)
class Load:
    """The open work of a hall or a person."""

    name: str
    code: str
    open: int
    late: int

    @property
    def late_share(self) -> int:
        return round(100 * self.late / max(self.open, 1))


def by_hall(user: User, *, at: datetime) -> list[Load]:
    """Open and late cases of each hall, most late first."""
    running = Q(clocks__stopped_at__isnull=True, clocks__dropped_at__isnull=True, clocks__due_at__lte=at)
    rows = (
        Ticket.objects.visible_to(user)
        .open()
        .filter(imported_at__isnull=True)
        .values("unit__name", "unit__code")
        .annotate(open=Count("pk", distinct=True), late=Count("pk", filter=running, distinct=True))
        .order_by("-late", "-open")[:12]
    )
    return [Load(row["unit__name"], row["unit__code"], row["open"], row["late"]) for row in rows]


def by_person(user: User, *, at: datetime) -> list[Load]:
    """Open and late cases of each handler, most late first."""
    running = Q(clocks__stopped_at__isnull=True, clocks__dropped_at__isnull=True, clocks__due_at__lte=at)
    rows = (
        Ticket.objects.visible_to(user)
        .open()
        .filter(imported_at__isnull=True, handler__isnull=False)
        .values("handler__name")
        .annotate(open=Count("pk", distinct=True), late=Count("pk", filter=running, distinct=True))
        .order_by("-late", "-open")[:8]
    )
    return [Load(row["handler__name"], "", row["open"], row["late"]) for row in rows]


def latest_events(rows: Sequence[Row]) -> dict[object, TicketEvent]:
    """The last event of each row, in one query."""
    pairs = Q(pk__in=[])
    for row in rows:
        pairs |= Q(ticket=row.ticket, seq=row.ticket.seq)
    return {event.ticket_id: event for event in TicketEvent.objects.filter(pairs).select_related("by")}
