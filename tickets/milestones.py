"""The bar across the top of a ticket: what was promised, step by step, and how each step stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _

from deadlines.limits import parse_limit
from deadlines.models import Binding, Promise
from deadlines.saying import describe
from deadlines.words import APPLICATION_STEPS
from tickets.actions.plans import paused_clocks
from tickets.actions.promises import IF_ASKED
from tickets.lifecycle import MILESTONES, ORDER, clocks_of
from tickets.models import Clock, Deadline, Ticket


@dataclass(frozen=True)
class Milestone:
    """One step as parts/_milestones.html draws it: done, late, now, hold or next."""

    name: object
    state: str
    at: datetime | None = None
    note: str = ""
    due_at: datetime | None = None
    since: datetime | None = None


def clocks_of_ticket(ticket: Ticket) -> list[Clock]:
    """Every run of every clock of the case, oldest first, each with its promise."""
    return list(ticket.clocks.select_related("promise").order_by("started_at", "generation"))


def first_due(clocks: Iterable[Clock]) -> Clock | None:
    """The running promise that is due next; the page opens neither with a legal limit nor with an order."""
    open_ones = (clock for clock in clocks if clock.stopped_at is None and clock.dropped_at is None)
    return min(
        (clock for clock in open_ones if clock.binding == Binding.PROMISE and clock.name != ORDER),
        key=lambda clock: clock.due_at,
        default=None,
    )


def pledged_limits(ticket: Ticket) -> dict[str, str]:
    """The limits pinned at intake, by milestone."""
    named = {pk: name for name, pk in ticket.pledges.items()}
    return {named[str(one.pk)]: one.limit for one in Promise.objects.filter(pk__in=named).only("limit")}


def milestones_of(ticket: Ticket, clocks: Iterable[Clock], *, at: datetime) -> list[Milestone]:
    """The steps in the order of the work; each shows the latest run of its clock. What was missed stays missed."""
    latest = {clock.name: clock for clock in clocks if clock.binding == Binding.PROMISE}
    fired = Deadline.objects.filter(ticket=ticket, stage="breach", state="fired", clock__voided_at__isnull=True)
    missed = set(fired.values_list("clock__name", "clock__origin_at"))
    still = {clock.pk for clock in paused_clocks(ticket)} if ticket.suspended_at else set()
    limits = pledged_limits(ticket)
    steps = [Milestone(_("Taken in"), "done", at=ticket.registered_at)]
    is_waiting = False
    # The steps of an application are too many for the bar; they have a list of their own on the page.
    aside = {*APPLICATION_STEPS, "accept"} if ticket.track else set()
    for rule in clocks_of(ticket.way):
        if rule.name in aside:
            continue
        clock = latest.get(rule.name)
        if clock is not None and clock.dropped_at is None:
            steps.append(_run(clock, is_first=not is_waiting, is_missed=(clock.name, clock.origin_at) in missed, at=at))
            is_waiting = is_waiting or clock.stopped_at is None
        elif clock is not None and clock.pk in still:
            steps.append(Milestone(_name(rule.name), "hold", note=_("paused")))
        elif rule.name in limits and rule.name != IF_ASKED and ticket.is_open:
            steps.append(Milestone(_name(rule.name), "next", note=describe(parse_limit(limits[rule.name]))))
    return steps


def _run(clock: Clock, *, is_first: bool, is_missed: bool, at: datetime) -> Milestone:
    if clock.stopped_at is not None:
        is_late = is_missed or clock.was_kept is False
        over = clock.stopped_at - clock.due_at
        took = _("took %(time)s") % {"time": spent(clock.stopped_at - clock.origin)}
        note = _("%(time)s late") % {"time": spent(over)} if over > timedelta() else took
        return Milestone(_name(clock.name), "late" if is_late else "done", at=clock.stopped_at, note=note)
    used = _("%(time)s used") % {"time": spent(max(at - clock.origin, timedelta()))}
    if is_first or clock.due_at <= at:
        return Milestone(_name(clock.name), "now", note=used, due_at=clock.due_at, since=clock.origin)
    return Milestone(_name(clock.name), "next", due_at=clock.due_at)


def _name(name: str) -> object:
    found = MILESTONES.get(name, name)
    return found if isinstance(found, Lazy) else str(found)


def spent(length: timedelta) -> str:
    """A stretch of time in its two largest units: `48 s`, `1 min 48 s`, `44 min`, `2 h 05 min`, `3 d 4 h`."""
    seconds = int(length.total_seconds())
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 1:
        return _("%(seconds)d s") % {"seconds": seconds}
    if minutes >= 10 and hours < 1:
        return _("%(minutes)d min") % {"minutes": minutes}
    if hours < 1:
        return _("%(minutes)d min %(seconds)02d s") % {"minutes": minutes, "seconds": seconds % 60}
    if days < 1:
        return _("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": minutes % 60}
    return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours % 24}
