"""协办: a unit is asked to find out or to do something; whoever answers for it signs with the answer."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Unit, User
from complaints.actions.dues import begin, finish
from complaints.actions.writing import fit, inform, moment, watch_on, write, write_as_asked
from complaints.models import Coordination
from complaints.refusals import NothingWaits
from complaints.steps import Step
from servicedesk.lib.refusals import NotAllowed
from tickets.actions.desk import required
from tickets.actions.spine import is_barred
from tickets.models import Ticket
from tickets.refusals import NotYours


@transaction.atomic
def ask_help(
    ticket: Ticket, *, unit: Unit, person: User, question: str, by: User, at: datetime | None = None, **more: Any
) -> Ticket:
    """Ask a unit of the company; never the one complained of, never a person whom it is about. I25."""
    question = required(question, "question")
    fit(ticket, person)
    if unit.org_id != ticket.org_id or is_barred(ticket, unit):
        raise NotYours
    facts = {"text": question, "unit": unit.name}
    ticket = write(ticket, "ask_unit", by=by, at=at, facts=facts, **more)
    at = moment(ticket)
    row = Coordination(ticket=ticket, org_id=ticket.org_id, round=ticket.round, unit=unit, person=person)
    row.question, row.asked_by, row.asked_at = question, by, at
    row.save(force_insert=True)
    watch_on(ticket, person)
    due = begin(ticket, Step.TRANSFER, at=at, key=f"help:{row.pk}", owner=person)
    due_at = due.due_at.isoformat() if due else ""
    inform(ticket, [person], "help_asked", key=f"help:{row.pk}", at=at, by=by, due_at=due_at)
    return ticket


@transaction.atomic
def give_help(row: Coordination, *, answer: str, by: User, at: datetime | None = None) -> Ticket:
    """Answer for the unit that was asked, and sign with it; whoever was asked does, nobody else."""
    held = (
        Coordination.objects.select_for_update(of=("self",)).select_related("ticket", "unit", "asked_by").get(pk=row.pk)
    )
    answer = required(answer, "answer")
    if held.person_id != by.pk:
        raise NotAllowed("complaints")
    if held.answered_at:
        raise NothingWaits
    ticket = write_as_asked(held.ticket, "unit_answers", by=by, at=at, facts={"text": answer, "unit": held.unit.name})
    held.answer, held.answered_by, held.answered_at = answer, by, moment(ticket)
    held.save(update_fields=["answer", "answered_by", "answered_at"])
    finish(ticket, f"help:{held.pk}", at=held.answered_at)
    inform(ticket, [held.asked_by], "help_given", key=f"helped:{held.pk}", at=held.answered_at, by=by)
    return ticket
