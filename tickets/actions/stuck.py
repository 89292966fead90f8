"""What could not be settled or told, in somebody's hands: fired or told again, or dropped for a stated reason."""

from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from accounts.models import User
from customers.returned import DealtWith
from servicedesk.lib.refusals import NotAllowed
from tickets.actions.desk import required
from tickets.actions.plans import write_down
from tickets.actions.taking_back import facts_of
from tickets.models import Deadline, Outbox, Ticket
from tickets.moment import database_time


def _hold(ticket: Ticket, *, by: User | None) -> Ticket:
    """The case under lock, for somebody who answers for it; nobody (`None`) is the operator at the machine itself."""
    if by is not None and not by.may_at("stuck", ticket.unit_id):
        raise NotAllowed("stuck")
    return Ticket.objects.select_for_update().get(pk=ticket.pk)


@transaction.atomic
def release(row: Deadline, *, by: User | None, at: datetime | None = None) -> None:
    """Let a deadline that was set aside fire again; the next round tries it. Raises DealtWith."""
    ticket, at = _hold(row.ticket, by=by), at or database_time()
    aside = Deadline.objects.set_aside().filter(pk=row.pk)
    if not aside.update(quarantined_at=None, last_error=""):
        raise DealtWith
    write_down(ticket, "deadline_released", by=by, at=at, facts=facts_of(row))
    _note("stuck_again", row, by=by, at=at)


@transaction.atomic
def drop_deadline(row: Deadline, *, reason: str, by: User | None, at: datetime | None = None) -> None:
    """Call off a deadline that cannot be settled; whether its promise was kept is arithmetic and stays as it is."""
    reason = required(reason, "reason")
    ticket, at = _hold(row.ticket, by=by), at or database_time()
    aside = Deadline.objects.set_aside().filter(pk=row.pk)
    if not aside.update(state=Deadline.State.CANCELLED, settled_at=at):
        raise DealtWith
    write_down(ticket, "deadline_dropped", by=by, at=at, reason=reason, facts=facts_of(row))
    _note("stuck_dropped", row, by=by, at=at, reason=reason)


@transaction.atomic
def redeliver(row: Outbox, *, by: User | None, at: datetime | None = None) -> None:
    """Owe news again that was given up, with all its attempts. Raises DealtWith."""
    _hold(row.ticket, by=by)
    at = at or database_time()
    if not Outbox.objects.given_up().filter(pk=row.pk).update(dead_at=None, attempts=0, available_at=at):
        raise DealtWith
    _note("stuck_again", row, by=by, at=at)


@transaction.atomic
def drop_news(row: Outbox, *, reason: str, by: User | None, at: datetime | None = None) -> None:
    """Say that news which was given up need not arrive any more. Raises DealtWith."""
    reason = required(reason, "reason")
    _hold(row.ticket, by=by)
    at = at or database_time()
    if not Outbox.objects.given_up().filter(pk=row.pk).update(dropped_at=at):
        raise DealtWith
    _note("stuck_dropped", row, by=by, at=at, reason=reason)


def _note(what: str, row: Deadline | Outbox, *, by: User | None, at: datetime, reason: str = "") -> None:
    facts = {"ticket": row.ticket.number, "id": str(row.pk), "error": row.last_error[:80]}
    audit(what=what, by=by, at=at, facts=facts, reason=reason)
