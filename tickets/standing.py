"""How cases stand at a moment: the clock that matters next, and where each milestone is."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from accounts.models import User
from tickets.lifecycle import MILESTONES
from tickets.models import Clock, Ticket, TicketQuerySet

PATH = ("contact", "dispatch", "accept", "arrive", "restore", "report", "reply", "resolve", "callback")


@dataclass(frozen=True)
class Standing:
    """A case with the clock that is due first; what a row of any work list shows."""

    ticket: Ticket
    clock: Clock | None

    @property
    def milestone(self) -> object:
        return MILESTONES[self.clock.name] if self.clock else ""


def with_clocks(tickets: TicketQuerySet) -> TicketQuerySet:
    """Fetch the running clocks of a list with one more query; see `standing_of`."""
    running = Clock.objects.running().promised().order_by("due_at")
    return tickets.prefetch_related(Prefetch("clocks", queryset=running, to_attr="running_clocks"))


def standing_of(ticket: Ticket) -> Standing:
    """The case with the first of its running clocks, which `with_clocks` has fetched."""
    running: list[Clock] = ticket.running_clocks  # type: ignore[attr-defined]
    return Standing(ticket, running[0] if running else None)


def by_time_left(tickets: TicketQuerySet, *, most: int) -> list[Standing]:
    """At most `most` cases, those due first at the top, those without a clock last."""
    rows = [standing_of(ticket) for ticket in with_clocks(tickets.for_list())[:most]]
    return sorted(
        rows, key=lambda row: (row.clock is None, row.clock.due_at if row.clock else row.ticket.registered_at)
    )


def due_until(user: User, moment: datetime, *, most: int, **narrow: object) -> list[Standing]:
    """The cases visible to `user` with a clock due until `moment`, soonest first, each once. Reads the index of running clocks."""
    visible = Ticket.objects.visible_to(user).open().filter(**narrow)
    late = (
        Clock.objects.due_before(moment)
        .promised()
        .of_our_making()
        .filter(org__in=user.orgs(), ticket__in=visible)
        .order_by("due_at", "pk")
    )
    rows: dict[object, Standing] = {}
    joins = (
        "ticket__unit",
        "ticket__crew",
        "ticket__handler",
        "ticket__queue",
        "ticket__category",
        "ticket__first_contact",
    )
    for clock in late.select_related(*joins)[: 2 * most]:
        rows.setdefault(clock.ticket_id, Standing(clock.ticket, clock))
    return list(rows.values())[:most]
