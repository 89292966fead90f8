"""What a wall screen shows: the figures of a place and the first of what is due, with nothing personal in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from accounts.models import Unit
from fieldwork.duty import free_among
from outages.models import Outage
from reporting.behind import numbers_of
from reporting.wanted import Wanted
from supervision.board import figures
from supervision.board.asked import Asked
from supervision.board.counting import counted, shown
from supervision.board.dues import MOST_DUE, dues
from supervision.board.loads import loads, places
from supervision.board.rows import Line, lines
from supervision.board.sparkline import target_of
from supervision.sight import Sight
from tickets.models import Visit

ROWS, PAGES, OUTAGES, HALLS = 8, 3, 6, 6
SATISFIED, ANSWERED = "surveys.satisfied", "surveys.answered"


@dataclass(frozen=True)
class Day:
    """What has come in and been done today, and who waits in the halls."""

    taken_in: int
    done: int
    waiting: int
    longest: int | None
    free: int
    crews: int
    satisfied: float | None


def wall_of(unit: Unit, *, at: datetime) -> dict[str, Any]:
    """Everything one screen shows."""
    sight, want = Sight(place=unit), Asked()
    due = dues(sight, want, at=at, most=ROWS * PAGES)
    here = places(want, due, sight.halls)
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    lists, today = figures.views_to_count(sight, want), figures.ended_today(sight, want, at=at)
    counts = counted(lists, whole=today, each=here.to_count(sight, want))
    late, soon = figures.late_and_soon(due)
    tiles = {one.view or "kept": one for one in figures.tiles(want, due, counts, at=at)}
    halls, _people = loads(want, here, counts)
    return {
        "unit": unit,
        "at": at,
        "tiles": [tiles[view] for view in ("late", "soon", "undispatched")],
        "open": shown(counts["open"]),
        "complaints": tiles["complaints"],
        "kept": tiles["kept"],
        "late": late,
        "many": shown(late + soon, MOST_DUE),
        "pages": _pages(lines(sight.user, want, due, at=at, against={}), is_late=late > 0),
        "target": target_of(sight),
        "halls": halls[:HALLS],
        "all_halls": halls,
        "day": _day(sight, midnight, at=at),
        "outages": Outage.objects.open().filter(org__in=sight.orgs, starts_at__lte=at).order_by("-starts_at")[:OUTAGES],
    }


def _pages(rows: list[Line], *, is_late: bool) -> list[list[Line]]:
    """As many as fit, page by page. What is late stays in sight, so there is no second page while anything is."""
    most = ROWS if is_late else len(rows)
    return [rows[n : n + ROWS] for n in range(0, min(most, len(rows)), ROWS)] or [[]]


def _day(sight: Sight, midnight: datetime, *, at: datetime) -> Day:
    today = sight.tickets.filter(org__in=sight.orgs, registered_at__gte=midnight).counted()
    told = today.aggregate(taken_in=Count("pk"), done=Count("pk", filter=Q(closed_at__isnull=False)))
    waits = Visit.objects.waiting().filter(hall__in=sight.halls, taken_at__gte=midnight)
    queue = waits.aggregate(n=Count("pk"), first=Min("taken_at"))
    longest = int((at - queue["first"]).total_seconds()) // 60 if queue["first"] else None
    free, crews = free_among(Unit.objects.filter(kind=Unit.Kind.CREW, is_active=True, org__in=sight.orgs), at=at)
    return Day(told["taken_in"], told["done"], queue["n"], longest, free, crews, _satisfied(sight, at=at))


def _satisfied(sight: Sight, *, at: datetime) -> float | None:
    """The share of today's answers of 4 or 5, as the reports count it; None while nobody has answered."""
    today = timezone.localdate(at)
    want = Wanted(None, today, today, hall=sight.hall, org=next(iter(sight.orgs), None))
    found = numbers_of(want, SATISFIED, ANSWERED)
    return 100 * found[SATISFIED] / found[ANSWERED] if found[ANSWERED] else None
