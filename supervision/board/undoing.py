"""What was done from the board is held for some seconds: taken back together, or told when they are over."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from fieldwork.actions.assigning import take_back
from fieldwork.model_rules import GRACE, UNDO, Assignment
from servicedesk.lib.refusals import Refusal
from supervision.models import Undoable
from tickets.actions.retracting import lies_as_left, retract
from tickets.actions.spine import database_time
from tickets.actions.telling import tell_about
from tickets.actions.urging import tell_of_urging
from tickets.models import Ticket

ENOUGH = 200  # told in one round


class NothingHeld(Refusal):
    """The seconds are over, or it was taken back already."""

    code = "nothing_held"
    status = 409

    def sentence(self) -> str:
        return _("The seconds are over: everybody has been told.")


@dataclass
class TakenBack:
    """What became of it: how many are as they were, and what stands against each of the others."""

    done: int = 0
    against: dict[str, str] = field(default_factory=dict)


def hold(ticket: Ticket, *, what: str, before: dict[str, str], batch: UUID, by: User, at: datetime) -> Undoable:
    """Keep what was just done quietly to a case, until somebody takes it back or the seconds are over."""
    told: dict[str, Any] = {"seq": ticket.seq, "before": before, "held_until": at + UNDO}
    return Undoable.objects.create(org_id=ticket.org_id, ticket=ticket, batch=batch, by=by, what=what, **told)


def hold_assignment(made: Assignment, *, batch: UUID, by: User) -> Undoable:
    """The same of a crew that was sent: the dispatch desk's own row tells of it, or takes it back."""
    told: dict[str, Any] = {"seq": made.seq, "assignment": made, "held_until": made.held_until}
    what = Undoable.What.DISPATCH
    return Undoable.objects.create(org_id=made.org_id, ticket=made.ticket, batch=batch, by=by, what=what, **told)


def held(batch: UUID | None, *, by: User, at: datetime) -> list[Undoable]:
    """What of a batch can still be taken back by whoever did it."""
    if batch is None:
        return []
    mine = Undoable.objects.visible_to(by).filter(org__in=by.orgs(), batch=batch, held_until__gt=at - GRACE)
    return list(mine.select_related("ticket").order_by("ticket_id"))


def undo(batch: UUID, *, by: User, at: datetime) -> TakenBack:
    """Take back what one press did: each case stands as before, or says why not. Raises NothingHeld."""
    rows = held(batch, by=by, at=at)
    if not rows:
        raise NothingHeld
    told = TakenBack()
    for row in rows:
        try:
            _undo(row, by=by, at=at)
        except Refusal as refusal:
            told.against[row.ticket.short_number] = refusal.sentence()
        else:
            told.done += 1
    return told


@transaction.atomic
def _undo(row: Undoable, *, by: User, at: datetime) -> None:
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=row.ticket_id)
    if not Undoable.objects.filter(pk=row.pk).delete()[0]:
        raise NothingHeld
    if row.assignment is not None:
        take_back(row.assignment, by=by)
    else:
        retract(ticket, seq=row.seq, before=row.before, by=by)


def tell_due(*, at: datetime) -> int:
    """Tell of what was not taken back in time; how many."""
    due = Undoable.objects.filter(held_until__lte=at - GRACE).order_by("held_until")
    return sum(_tell(*row) for row in due.values_list("pk", "ticket_id")[:ENOUGH])


@transaction.atomic
def _tell(pk: UUID, ticket_id: UUID) -> int:
    """Whoever deletes the row tells. What has been passed on since is no news of ours; a crew is told by its own desk."""
    beside = ("org", "unit", "first_contact", "customer")
    ticket = Ticket.objects.select_related(*beside).select_for_update(of=("self",)).get(pk=ticket_id)
    row = Undoable.objects.select_related("by").filter(pk=pk).first()
    if row is None:
        return 0
    row.delete()
    done = ticket.timeline.select_related("by").get(seq=row.seq)
    if row.what == Undoable.What.URGE and ticket.is_open:
        tell_of_urging(ticket, done, at=database_time())
    elif row.what == Undoable.What.TRANSFER and lies_as_left(ticket, done):
        ticket.seq = row.seq
        tell_about(ticket, "transfer", by=row.by, at=database_time())
    return 1


def words(rows: list[Undoable]) -> str:
    """What was done to how many, for as long as it can be taken back."""
    urged = sum(row.what == Undoable.What.URGE for row in rows)
    said = [
        ngettext("%(n)d ticket urged.", "%(n)d tickets urged.", urged) % {"n": urged} if urged else "",
        ngettext("%(n)d ticket passed on.", "%(n)d tickets passed on.", len(rows) - urged) % {"n": len(rows) - urged}
        if len(rows) > urged
        else "",
    ]
    return " ".join(filter(None, said))
