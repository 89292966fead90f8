"""The tiles across the top and the numbers on the tabs; each equals the list behind it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from reporting.behind import rows_of
from reporting.sources_promises import PROMISES
from reporting.wanted import Wanted
from servicedesk import clockface
from supervision.board.asked import TABS, Asked
from supervision.board.counting import shown
from supervision.board.dues import MOST_DUE, Dues
from supervision.board.rows import of_view
from supervision.sight import Sight
from tickets.models import Clock, TicketQuerySet

COUNTED_VIEWS = tuple(view for view in TABS if view != "due")


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
    is_on: bool = False
    url: str = ""  # of a list elsewhere
    spark: Any = None


TILES: tuple[tuple[Promise, str, str], ...] = (
    (gettext_lazy("Not dispatched"), "undispatched", "route"),
    (gettext_lazy("Sent back"), "returned", "back"),
    (gettext_lazy("Open complaints"), "complaints", "shield"),
    (gettext_lazy("Awaiting callback"), "callback", "call"),
)


def views_to_count(sight: Sight, asked: Asked) -> dict[str, TicketQuerySet]:
    """The lists behind the tabs."""
    mine = asked.narrow(sight.tickets).filter(org__in=sight.orgs)
    return {view: of_view(mine, view) for view in COUNTED_VIEWS}


def late_and_soon(due: Dues) -> tuple[int, int]:
    return due.count(lambda group: group.state == "late"), due.count(lambda group: group.state == "soon")


def tiles(asked: Asked, due: Dues, counts: dict[str, int], *, at: datetime) -> list[Figure]:
    """The seven tiles."""
    late, soon = late_and_soon(due)
    first, on = due.first("late"), asked.view
    found = [
        Figure(
            _("Overdue"),
            shown(late, MOST_DUE),
            "late",
            "tri",
            "over",
            notes=[_longest(first, at)],
            is_on=on in ("due", "late"),
        ),
        Figure(
            _("Due within 30 min"),
            shown(soon, MOST_DUE),
            "soon",
            "half",
            "soon",
            notes=[_nearest(due.first("soon"), at)],
            is_on=on in ("due", "soon"),
        ),
    ]
    found += [Figure(str(label), shown(counts[view]), view, icon, is_on=on == view) for label, view, icon in TILES]
    return [*found, on_time(counts)]


def _longest(first: datetime | None, at: datetime) -> str:
    if first is None:
        return _("nothing is late")
    return _("longest %(time)s") % {"time": clockface.time_left(first, at)}


def _nearest(first: datetime | None, at: datetime) -> str:
    if first is None:
        return ""
    return _("nearest %(time)s") % {"time": clockface.time_left(first, at)}


def ended_today(sight: Sight, asked: Asked, *, at: datetime) -> dict[str, QuerySet[Any]]:
    """The promises that ended today, and those of them that were kept: the very lists of the reports."""
    today = timezone.localdate(at)
    org = next(iter(sight.orgs), None) if sight.user is None else None
    want = Wanted(sight.user, today, today, hall=asked.hall or sight.hall, org=org)
    told = {"ticket__handler": asked.who, "ticket__kind": asked.kind}
    narrow = {name: value for name, value in told.items() if value}
    found: dict[str, QuerySet[Any]] = {}
    for n, org in enumerate(want.orgs):
        ended = rows_of(want, "promises.ended_all", org).filter(**narrow)
        found[f"ended {n}"] = ended
        found[f"kept {n}"] = ended.filter(PROMISES.counters["kept_all"].when)
    return found


def on_time(counts: dict[str, int]) -> Figure:
    """The share of the promises kept among those that ended today."""
    ended, kept = (sum(n for key, n in counts.items() if key.startswith(name)) for name in ("ended ", "kept "))
    if not ended:
        return Figure(_("Kept today"), "—", notes=[_("nothing ended yet today")])
    notes = [_("%(kept)d of %(all)d promises") % {"kept": kept, "all": ended}]
    return Figure(_("Kept today"), f"{100 * kept / ended:.1f}", unit="%", notes=notes)


def latest_late(user: User, *, at: datetime) -> datetime | None:
    """When something was last late here: what the empty board says."""
    return (
        Clock.objects.promised()
        .judged()
        .filter(
            org__in=user.orgs(), ticket__unit__in=user.units("board"), stopped_at__gt=F("due_at"), stopped_at__lte=at
        )
        .order_by("-stopped_at")
        .values_list("stopped_at", flat=True)
        .first()
    )
