"""How complaints stand: the lanes of the desk with both clocks, and the milestones of one complaint."""

from dataclasses import dataclass, replace

from django.db.models import Count, F, Min, Prefetch, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.lifecycle import ASIDE, LANES, Lane
from complaints.models import Complaint, Corrective, Due, OuterCase, ReplyDraft
from complaints.steps import Step
from tickets.lifecycle import MILESTONES, Kind, Status
from tickets.models import Clock, Ticket, TicketQuerySet

SHOWN = ("contact", "reply", "callback")
WORDS: dict[str, Promise] = {"contact": _("Contact"), "reply": _("Answer"), "callback": _("Callback")}
RUNNING = Q(clocks__stopped_at__isnull=True, clocks__dropped_at__isnull=True)


@dataclass(frozen=True)
class Row:
    """One complaint in a list: its ticket, its file (if it has one yet) and the latest run of each clock."""

    ticket: Ticket
    file: Complaint | None
    clocks: dict[str, Clock]
    outer: OuterCase | None = None

    @property
    def shown(self) -> list[tuple[Promise, Clock]]:
        """The clocks with their names, in the order of the work."""
        return [(WORDS[name], self.clocks[name]) for name in SHOWN if name in self.clocks]


@dataclass(frozen=True)
class Filled:
    """A lane with its rows; `count` may be more than is shown."""

    lane: Lane
    count: int
    rows: list[Row]


def complaints_of(user: User) -> TicketQuerySet:
    """The complaints that this person may see; scope and barred persons are the tickets'."""
    return Ticket.objects.visible_to(user).filter(kind=Kind.COMPLAINT)


def lanes_of(user: User, *, only: str, most: int) -> list[Filled]:
    """The lanes with the complaints in them, those due first at the top; `only` fills one lane alone. Four queries."""
    mine = complaints_of(user)
    counts = dict(mine.open().order_by().values_list("status").annotate(Count("pk")))
    wanted = [status for lane in LANES if only in ("", lane.code) for status in lane.statuses]
    rows = _rows(mine.filter(status__in=wanted), most=most)
    return [
        Filled(
            lane,
            sum(counts.get(status, 0) for status in lane.statuses),
            [row for row in rows if row.ticket.status in lane.statuses],
        )
        for lane in LANES
    ]


def asides(user: User) -> dict[str, TicketQuerySet]:
    """What lies across the lanes, by its code."""
    mine, open_ones = complaints_of(user), complaints_of(user).open()
    untold = Due.objects.open().filter(step=Step.TELL).values("ticket")
    return {
        "untold": open_ones.filter(pk__in=untold),
        "review": open_ones.filter(pk__in=ReplyDraft.objects.filter(approved__isnull=True).values("ticket")),
        "fix": mine.filter(pk__in=Corrective.objects.filter(effect="").values("ticket")),
        "outer": mine.filter(
            pk__in=OuterCase.objects.filter(reported_at__isnull=True, returned_at__isnull=True).values("ticket")
        ),
        "head": open_ones.filter(complaint__raised_at__isnull=False),
        "archive": mine.filter(
            status=Status.CLOSED, complaint__archived_at__isnull=True, complaint__isnull=False, imported_at__isnull=True
        ),
    }


def aside_tabs(user: User, *, only: str, most: int) -> tuple[list[tuple[str, Promise, int]], list[Row]]:
    """The tabs of what lies across the lanes, and the rows of the one that is open."""
    found = asides(user)
    tabs = [(code, word, found[code].count()) for code, word in ASIDE.items()]
    return tabs, _rows(found[only], most=most) if only in found else []


def _rows(tickets: TicketQuerySet, *, most: int) -> list[Row]:
    by_time_left = tickets.annotate(next_due=Min("clocks__due_at", filter=RUNNING)).order_by(
        F("next_due").asc(nulls_last=True), "registered_at"
    )
    runs = Prefetch("clocks", queryset=Clock.objects.filter(name__in=SHOWN).order_by("generation"), to_attr="runs")
    outside = Prefetch(
        "outercases", queryset=OuterCase.objects.filter(returned_at__isnull=True), to_attr="from_outside"
    )
    listed = by_time_left.for_list().select_related("complaint").prefetch_related(runs, outside)[:most]
    return [replace(row_of(ticket, ticket.runs), outer=next(iter(ticket.from_outside), None)) for ticket in listed]


def row_of(ticket: Ticket, runs: list[Clock]) -> Row:
    """The complaint with the latest run of each of its clocks."""
    return Row(ticket, getattr(ticket, "complaint", None), {clock.name: clock for clock in runs})


def clocks_of(ticket: Ticket) -> list[Clock]:
    """All runs of the clocks that are shown, oldest first."""
    return list(Clock.objects.filter(ticket=ticket, name__in=SHOWN).order_by("generation"))


def milestones(row: Row) -> list[dict[str, object]]:
    """The bar of promises, as templates/parts/_milestones.html draws it."""
    running = [clock for clock in row.clocks.values() if clock.stopped_at is None and clock.dropped_at is None]
    first = min(running, key=lambda clock: clock.due_at, default=None)
    return [
        {"name": MILESTONES[name], **_stand(row.clocks[name], is_first=row.clocks[name] == first)}
        for name in SHOWN
        if name in row.clocks and row.clocks[name].dropped_at is None
    ]


def _stand(clock: Clock, *, is_first: bool) -> dict[str, object]:
    if clock.stopped_at:
        return {"state": "late" if clock.was_kept is False else "done", "at": clock.stopped_at}
    if is_first:
        return {"state": "now", "since": clock.started_at, "due_at": clock.due_at}
    return {"state": "next", "due_at": clock.due_at}
