"""The rows of the list: a case, by what it is due first, and what was said of it last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from accounts.models import User
from complaints.steps import Step
from supervision.board.asked import BY_DUE, Asked
from supervision.board.dues import Dues, Limit
from supervision.board.stillness import still
from tickets.lifecycle import MILESTONES, Kind, Status
from tickets.listing import first_of
from tickets.models import Ticket, TicketEvent, TicketQuerySet
from tickets.sentences import tell
from tickets.standing import Standing, by_time_left

MOST = 50


@dataclass(frozen=True)
class Line:
    """One row as the board draws it. `against`: why what was just asked for could not be done."""

    ticket: Ticket
    clock: Any
    milestone: object
    last: TicketEvent | None
    against: str = ""

    @property
    def last_words(self) -> str:
        return tell(self.last) if self.last else ""


def of_view(tickets: TicketQuerySet, view: str) -> TicketQuerySet:
    """Those of them that belong to a view."""
    tickets = tickets.open()
    if view == "imported":
        return tickets.imported_overdue().distinct()
    if view == "open":
        return tickets
    tickets = tickets.filter(imported_at__isnull=True)
    return {
        "undispatched": tickets.to_dispatch,
        "quiet": lambda: still(tickets),
        "returned": lambda: tickets.filter(returns__gt=0),
        "complaints": lambda: tickets.filter(kind=Kind.COMPLAINT),
        "callback": lambda: tickets.filter(status=Status.RESOLVED),
        "paused": lambda: tickets.filter(suspended_at__isnull=False),
    }[view]()


def lines(user: User | None, asked: Asked, due: Dues, *, at: datetime, against: dict[str, str]) -> list[Line]:
    """The rows of the list, each with its last event; those that were just refused say why."""
    rows = found(user, asked, due, at=at)
    last = _latest([row.ticket for row in rows])
    return [
        Line(row.ticket, row.clock, row.milestone, last.get(row.ticket.pk), against.get(row.ticket.number, ""))
        for row in rows
    ]


def found(user: User | None, asked: Asked, due: Dues, *, at: datetime, most: int = MOST) -> Sequence[Any]:
    """The cases of the view in their order, each with what of it is due first."""
    if asked.view in BY_DUE or user is None:
        return due_rows(due.rows)
    if asked.view == "open":
        return first_of(asked.as_list(), by=user, at=at, most=most)[:most]
    rows = in_order(user, asked)
    if asked.view == "paused":
        few = _few(rows, most)
        return [Standing(row, None) for row in few.order_by("resumes_at").for_list()]
    return by_time_left(_few(rows, most), most=most)


def _few(tickets: TicketQuerySet, most: int) -> TicketQuerySet:
    """The first of them. What a row shows is joined to these alone, not to all that are put in order."""
    order = str(tickets.query.order_by[0])
    first = tickets.values_list("pk", order)[:most]
    return Ticket.objects.filter(pk__in=[pk for pk, _when in first])


def in_order(user: User, asked: Asked) -> TicketQuerySet:
    """The cases of a view that is not by time left, in the order in which they need a look.

    Of what is paused that is what goes on soonest: its review is near, or its ceiling.
    """
    mine = asked.narrow(Ticket.objects.visible_to(user)).filter(org__in=user.orgs())
    order = {"paused": "resumes_at", "quiet": "quiet__since"}.get(asked.view, "registered_at")
    return of_view(mine, asked.view).order_by(order, "pk")


def due_rows(limits: Sequence[Limit]) -> list[Line]:
    """The cases of these limits, in their order."""
    tickets = Ticket.objects.for_list().in_bulk([row.of for row in limits])
    return [Line(tickets[row.of], row, _word(row), None) for row in limits if row.of in tickets]


def _word(row: Limit) -> object:
    return Step(row.name).label if row.is_step else MILESTONES.get(row.name, row.name)


def _latest(tickets: Sequence[Ticket]) -> dict[object, TicketEvent]:
    """The last event of each, in one query."""
    last = TicketEvent.objects.filter(ticket__in=[one.pk for one in tickets], seq=F("ticket__seq"))
    return {event.ticket_id: event for event in last.select_related("by")}
