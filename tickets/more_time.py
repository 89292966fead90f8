"""延期 as people ask for it: so much more, or until then; and what waits for somebody's decision."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.standing import once
from deadlines.calendar import add, remaining
from deadlines.limits import Limit, parse_limit
from servicedesk.lib.refusals import Invalid
from tickets.actions.plans import renewed, spent
from tickets.lifecycle import MILESTONES, ORDER
from tickets.models import Clock, Extension, Ticket

MOST_COUNTED = 99
UNITS: dict[str, Lazy] = {
    "m": gettext_lazy("minutes"),
    "h": gettext_lazy("hours"),
    "d": gettext_lazy("days"),
    "wh": gettext_lazy("opening hours"),
    "wd": gettext_lazy("working days"),
}
MINUTE = timedelta(minutes=1)
FURTHEST = 400
MOST = 200


def extendable(ticket: Ticket, *, at: datetime) -> list[Clock]:
    """The promises of a case that are not due yet; a legal limit and an order get no more time."""
    running = Clock.objects.running().promised().filter(ticket=ticket, due_at__gt=at).exclude(name=ORDER)
    return list(running.select_related("promise").order_by("due_at"))


def unit_of(limit: Limit) -> Lazy | None:
    """In what a limit is counted; None where it names an hour of the day and cannot simply be more."""
    return None if limit.clock_time is not None or limit.window else UNITS.get(limit.unit)


def limit_for(clock: Clock, *, at: datetime, more: int | None = None, until: datetime | None = None) -> str:
    """The whole new limit: the old one and `more` of its own units, or the least that ends no sooner than `until`."""
    limit = parse_limit(clock.limit)
    if until is None:
        if unit_of(limit) is None:
            raise Invalid(_("This limit names an hour of the day. Say until when, instead of how much more."))
        return str(replace(limit, amount=limit.amount + (more or 0)))
    used = spent(clock, at=at)
    if not limit.is_working:
        minutes = ceil((used + (until - at)) / MINUTE)
        return str(Limit(max(minutes, 1), "m", forbidden=limit.forbidden))
    return str(_least(clock, limit, used, until=until, at=at))


def _least(clock: Clock, limit: Limit, used: timedelta, *, until: datetime, at: datetime) -> Limit:
    calendar = clock.work_calendar
    for amount in range(limit.amount + 1, limit.amount + FURTHEST):
        plan = replace(limit, amount=amount)
        rest = remaining(clock.origin, used, plan, calendar)
        if add(at, rest, plan, calendar, started=clock.origin) >= until:
            return plan
    raise Invalid(_("That is too far ahead. Ask for a time nearer to now."))


def new_due(clock: Clock, limit: str, *, at: datetime) -> datetime:
    """When the clock would be due if this limit were granted now."""
    return renewed(clock, at=at, cause=Clock.Cause.EXTEND, limit=limit).due_at


@dataclass(frozen=True)
class Asked:
    """A request for more time as whoever decides sees it; `against` says what stands against granting it."""

    extension: Extension
    clock: Clock | None
    new_due: datetime | None
    against: str = ""

    @property
    def ticket(self) -> Ticket:
        return self.extension.ticket

    @property
    def step(self) -> object:
        return MILESTONES.get(self.extension.name, self.extension.name)


def waiting_rows(user: User) -> QuerySet[Extension]:
    """The requests that this person decides on. What is about a step that has been done meanwhile is none any more."""
    units = user.units("approve_extension")
    here = Q(ticket__unit__in=units) | Q(ticket__crew__in=units) | Q(ticket__queue__in=units)
    runs = Clock.objects.running().promised().filter(ticket=OuterRef("ticket"), name=OuterRef("name"))
    live = Q(Exists(runs)) | Q(ticket__suspended_at__isnull=False)
    open_ones = Ticket.objects.visible_to(user).open()
    rows = Extension.objects.waiting().filter(here, live, org__in=user.orgs(), ticket__in=open_ones)
    return rows.select_related("ticket__unit", "ticket__crew", "ticket__handler", "clock__promise", "asked_by")


def waiting_cases(user: User) -> list[UUID]:
    """The cases of the first requests that wait for this person's decision; read once for a page and its rail."""
    rows = waiting_rows(user).exclude(asked_by=user).select_related(None)
    return once(("requests for more time", user.pk), lambda: list(rows.values_list("ticket", flat=True)[:MOST_COUNTED]))


def waiting_at(user: User, tickets: Sequence[Ticket]) -> set[UUID]:
    """Which of these cases have a request that waits for this person's decision."""
    if not (tickets and user.may("approve_extension")):
        return set()
    known, here = waiting_cases(user), {one.pk for one in tickets}
    if len(known) < MOST_COUNTED:
        return here & set(known)
    mine = Extension.objects.waiting().filter(ticket__in=here).exclude(asked_by=user)
    return set(mine.values_list("ticket_id", flat=True))


def waiting_for(user: User, *, at: datetime) -> list[Asked]:
    """What this person may decide, soonest due first."""
    rows = list(waiting_rows(user)[:MOST])
    running = Clock.objects.running().promised().filter(ticket__in=[row.ticket_id for row in rows])
    clocks = {(clock.ticket_id, clock.name): clock for clock in running.select_related("promise", "ticket")}
    asked = [_asked(row, clocks.get((row.ticket_id, row.name)), user, at=at) for row in rows]
    return sorted(asked, key=lambda one: one.clock.due_at if one.clock else one.extension.clock.due_at)


def _asked(row: Extension, clock: Clock | None, user: User, *, at: datetime) -> Asked:
    if clock is None:
        return Asked(row, None, None, _("The clocks stand still. It can be granted once they go on."))
    if clock.due_at <= at:
        return Asked(row, clock, None, _("The limit has passed meanwhile: it can only be refused."))
    mine = _("You asked for this yourself: somebody else decides.") if row.asked_by_id == user.pk else ""
    return Asked(row, clock, new_due(clock, row.limit, at=at), mine)


def asked_of(ticket: Ticket, *, at: datetime) -> list[Asked]:
    """The requests of one case that wait, as its own page shows them."""
    rows = Extension.objects.waiting().filter(ticket=ticket).select_related("clock__promise", "asked_by")
    clocks = {clock.name: clock for clock in extendable(ticket, at=at)}
    return [
        Asked(row, clocks[row.name], new_due(clocks[row.name], row.limit, at=at))
        if row.name in clocks
        else Asked(row, None, None)
        for row in rows
    ]
