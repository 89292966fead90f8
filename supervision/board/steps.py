"""The steps of complaints on the board: what has its limit beside the clocks, such as the case of a regulator."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Unit, User
from complaints.model_due import DueQuerySet
from complaints.models import Due
from tickets.models import Ticket

JOINS = ("unit", "crew", "handler", "queue", "category", "first_contact")


@dataclass(frozen=True)
class Limit:
    """The limit of a step as a row of the board reads that of a clock."""

    started_at: datetime
    due_at: datetime
    generation: str


@dataclass(frozen=True)
class StepRow:
    """A case with the step that is due first; the like of `Standing`."""

    ticket: Ticket
    clock: Limit
    milestone: object


def open_steps(user: User, *, hall: Unit | None) -> DueQuerySet:
    """The open steps this person may read of, also those that outlive their case's closing."""
    visible = Ticket.objects.visible_to(user)
    return Due.objects.open().filter(org__in=user.orgs(), ticket__in=visible.filter(unit=hall) if hall else visible)


def steps_until(user: User, moment: datetime, *, hall: Unit | None, most: int) -> list[StepRow]:
    """The cases with a step due until `moment`, soonest first, each once."""
    found = open_steps(user, hall=hall).filter(due_at__lte=moment).order_by("due_at", "pk")
    rows: dict[object, StepRow] = {}
    for due in found.select_related(*(f"ticket__{name}" for name in JOINS))[: 2 * most]:
        limit = Limit(due.opened_at, due.due_at, due.step)
        rows.setdefault(due.ticket_id, StepRow(due.ticket, limit, due.get_step_display()))
    return list(rows.values())[:most]
