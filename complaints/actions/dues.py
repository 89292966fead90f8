"""What is to be done by when: set once, reminded of once, told up once, ended by the deed."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from complaints.actions.writing import above, inform, say
from complaints.limits import ahead, rule_of, until
from complaints.models import Due
from complaints.steps import Step
from tickets.actions.telling import holders_of
from tickets.models import Ticket


def begin(
    ticket: Ticket,
    step: str,
    *,
    at: datetime,
    key: str = "",
    owner: User | None = None,
    due_at: datetime | None = None,
) -> Due | None:
    """Set what is due, once for each key; the key is the step and the round where nothing else is said.

    A step that the company has switched off is not due, unless somebody named the time.
    """
    if ticket.imported_at:
        return None
    rule = rule_of(ticket.org, step)
    if not rule.is_active and due_at is None:
        return None
    due_at = max(at, due_at or until(rule, since=at))
    row = Due(ticket=ticket, org_id=ticket.org_id, step=step, key=key or f"{step}:{ticket.round}", owner=owner)
    row.opened_at, row.due_at, row.remind_at = at, due_at, max(at, due_at - ahead(rule))
    Due.objects.bulk_create([row], ignore_conflicts=True)
    return row


def finish(ticket: Ticket, *keys: str, at: datetime) -> None:
    """What was due is done; a step alone means that of the present round."""
    named = [key if ":" in key else f"{key}:{ticket.round}" for key in keys]
    Due.objects.open().filter(ticket=ticket, key__in=named).update(done_at=at)


def drop(ticket: Ticket, *steps: str, at: datetime) -> None:
    """Call off what is due, all of it or that of these steps."""
    rows = Due.objects.open().filter(ticket=ticket)
    (rows.filter(step__in=steps) if steps else rows).update(dropped_at=at)


@transaction.atomic
def remind(due: Due, *, at: datetime) -> bool:
    """Remind whoever has it, once: whoever changes the row owns the work."""
    if not Due.objects.to_remind(at).filter(pk=due.pk).update(reminded_at=at):
        return False
    _tell(due, "complaint_due", at=at, up=False)
    return True


@transaction.atomic
def tell_up(due: Due, *, at: datetime) -> bool:
    """It is late: tell the next above, once."""
    if not Due.objects.to_tell_up(at).filter(pk=due.pk).update(told_up_at=at):
        return False
    _tell(due, "complaint_late", at=at, up=True)
    if due.step == Step.OUTER:
        ticket = Ticket.objects.select_for_update().get(pk=due.ticket_id)
        say(ticket, "outer_late", at=at, facts={"due_at": due.due_at.isoformat()})
    return True


def _tell(due: Due, what: str, *, at: datetime, up: bool) -> None:
    ticket = Ticket.objects.select_related("unit", "org", "handler", "queue").get(pk=due.ticket_id)
    mine = [due.owner] if due.owner and due.owner.is_active else holders_of(ticket)
    people = mine + above(ticket) if up else mine
    told = list(dict.fromkeys(people)) or above(ticket)
    inform(ticket, told, what, key=f"{what}:{due.pk}", at=at, clock=due.step, due_at=due.due_at.isoformat())
