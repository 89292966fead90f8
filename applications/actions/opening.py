"""The file of an application: opened with its ticket, through whichever door that came in."""

from dataclasses import dataclass
from datetime import datetime

from applications.lifecycle import Applicant, StepState
from applications.models import Application, ApplicationType, Paper, Step
from applications.types import papers_of, steps_of
from customers.models import Customer
from servicedesk.lib.ids import uuid7
from tickets.lifecycle import STEP_BY_STEP
from tickets.models import Ticket


@dataclass(frozen=True)
class FileFacts:
    """What the counter knows beyond the request: who applies, and whether somebody comes in their name."""

    applicant: str = ""
    by_agent: bool = False


def open_file(ticket: Ticket, *, facts: object, at: datetime) -> Application | None:
    """Open the file of an application that has just been registered, with its steps and papers; other cases have none."""
    if ticket.track != STEP_BY_STEP:
        return None
    kind = ApplicationType.objects.get(org=ticket.org_id, code=ticket.category.application)
    told = facts if isinstance(facts, FileFacts) else FileFacts()
    file = Application.objects.create(
        org_id=ticket.org_id,
        ticket=ticket,
        type=kind,
        applicant=told.applicant or likely_applicant(ticket.customer),
        by_agent=told.by_agent,
    )
    Step.objects.bulk_create(
        Step(
            org_id=ticket.org_id,
            application=file,
            position=place,
            code=plan.code,
            name=plan.name,
            duty=plan.duty,
            state=StepState.WAITING if place else StepState.RUNNING,
            begun_at=None if place else at,
        )
        for place, plan in enumerate(steps_of(kind))
    )
    ask_for_papers(file, at=at)
    return file


def likely_applicant(customer: Customer | None) -> str:
    """Who probably applies, by the customer's file; the clerk puts it right."""
    is_person = customer is None or customer.kind == Customer.Kind.RESIDENT
    return Applicant.PERSON if is_person else Applicant.COMPANY


def ask_for_papers(file: Application, *, at: datetime) -> None:
    """Ask for what this applicant has to bring; what others bring is taken off the list, unless it is there already."""
    plans = {plan.code: plan for plan in papers_of(file.type)}
    asked = {code for code, plan in plans.items() if plan.is_asked_of(file.applicant, by_agent=file.by_agent)}
    known = set(file.papers.values_list("code", flat=True))
    file.papers.exclude(code__in=asked).filter(checked_at__isnull=True).delete()
    Paper.objects.bulk_create(
        Paper(
            id=uuid7(),
            org_id=file.org_id,
            application=file,
            position=list(plans).index(code),
            code=code,
            name=plans[code].name,
            how=plans[code].how,
            is_required=plans[code].required,
            later_days=plans[code].later,
            asked_at=at,
        )
        for code in plans
        if code in asked - known
    )


def begin_again(ticket: Ticket, *, at: datetime) -> None:
    """An application that is opened again is checked anew; what was settled last is to be done once more."""
    file = Application.objects.filter(ticket=ticket).first()
    if file is None:
        return
    Application.objects.filter(pk=file.pk).update(
        admitted_at=None, admitted_by=None, declined_at=None, declined_by=None, grounds=""
    )
    again = {"ended_at": None, "ended_by": None, "reason": ""}
    last = file.steps.filter(state=StepState.DONE).exclude(position=0).last()
    if last is not None:
        Step.objects.filter(pk=last.pk).update(state=StepState.WAITING, begun_at=None, **again)
    file.steps.filter(position=0).update(state=StepState.RUNNING, begun_at=at, **again)
