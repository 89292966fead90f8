"""The steps of an application: one after the other, each with its own clock, its owner and its end."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from applications.lifecycle import Duty, PaperState, StepState
from applications.models import Application, Step
from applications.refusals import CrewReports, NoStep, StepsLeft
from tickets.actions import desk, pausing
from tickets.actions.desk import required
from tickets.actions.spine import database_time, step
from tickets.desks import desk_for
from tickets.lifecycle import Status
from tickets.models import Ticket
from tickets.refusals import CannotPause, Needed

CUSTOMERS_TIME = timedelta(days=90)
FRESH: dict[str, Any] = {"state": StepState.WAITING, "begun_at": None, "ended_at": None, "ended_by": None}


@transaction.atomic
def finish_step(
    ticket: Ticket, *, code: str, by: User, text: str = "", at: datetime | None = None, **more: Any
) -> Ticket:
    """End the step that is under way, and begin the next one. `code` is the step that the person saw."""
    at = at or database_time()
    now = _running(ticket, code)
    if now.duty == Duty.FIELD:
        raise CrewReports(ticket)
    return _done(ticket, now, text=text, by=by, at=at, **more)


@transaction.atomic
def end_of_field_step(ticket: Ticket, *, by: User, at: datetime) -> Ticket:
    """A crew has reported back: its step is done, and the next one begins."""
    now = Step.objects.filter(application__ticket=ticket, state=StepState.RUNNING).first()
    return ticket if now is None else _done(ticket, now, text="", by=by, at=at)


def _done(ticket: Ticket, now: Step, *, text: str, by: User, at: datetime, **more: Any) -> Ticket:
    facts = {"step": now.name} | ({"text": text.strip()} if text.strip() else {})
    ticket = step(ticket, "finish_step", what=f"finish_step:{now.code}", by=by, at=at, facts=facts, **more)
    _end(now, StepState.DONE, by=by, at=at)
    if now.duty == Duty.CUSTOMER and ticket.suspended_at is not None:
        ticket = pausing.resume(ticket, by=by, at=at)
    return begin_next(ticket, by=by, at=at)


@transaction.atomic
def skip_step(ticket: Ticket, *, code: str, reason: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Leave a step out, with the reason; its clock ends without a verdict."""
    at, why = at or database_time(), required(reason, "reason")
    now = _running(ticket, code)
    what, facts = f"skip_step:{now.code}", {"step": now.name}
    ticket = step(ticket, "skip_step", what=what, by=by, at=at, reason=why, facts=facts, **more)
    _end(now, StepState.SKIPPED, by=by, at=at, reason=why[:300])
    return begin_next(ticket, by=by, at=at)


@transaction.atomic
def return_step(
    ticket: Ticket, *, code: str, to: str, reason: str, by: User, at: datetime | None = None, **more: Any
) -> Ticket:
    """Send the work back to an earlier step, which begins anew with a new clock; what it missed before stays missed."""
    at, why = at or database_time(), required(reason, "reason")
    now = _running(ticket, code)
    earlier = Step.objects.filter(application=now.application_id, code=to, position__gt=0, position__lt=now.position)
    target = earlier.first()
    if target is None:
        raise NoStep(ticket)
    facts, what = {"step": now.name, "to": target.name}, f"return_step:{now.code}"
    ticket = step(ticket, "return_step", what=what, by=by, at=at, reason=why, facts=facts, **more)
    again = Step.objects.filter(application=now.application_id)
    again.filter(position__gte=target.position, position__lte=now.position).update(**FRESH, reason="")
    return begin_next(ticket, by=by, at=at)


@transaction.atomic
def settle(ticket: Ticket, *, text: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """办结: after the last step, with every paper there that was to follow, the customer is told the result."""
    at = at or database_time()
    file = Application.objects.get(ticket=ticket)
    if file.steps.filter(state__in=(StepState.WAITING, StepState.RUNNING)).exists():
        raise StepsLeft(ticket)
    owed = file.papers.filter(is_required=True).exclude(state=PaperState.GIVEN)
    if owed:
        raise Needed(fields={paper.code: paper.name for paper in owed})
    return desk.reply(ticket, text=text, by=by, at=at, **more)


def begin_next(ticket: Ticket, *, by: User, at: datetime) -> Ticket:
    """Begin the first step that is still to come; none is left: the application waits to be settled by the hall."""
    ahead = Step.objects.filter(application__ticket=ticket, state=StepState.WAITING).order_by("position").first()
    if ahead is None:
        return ticket
    Step.objects.filter(pk=ahead.pk).update(state=StepState.RUNNING, begun_at=at)
    facts = {"step": ahead.name}
    told = _owner(ticket, ahead, by=by)
    ticket = step(ticket, "begin_step", what=f"begin_step:{ahead.code}", by=by, at=at, facts=facts, **told)
    if ahead.duty == Duty.CUSTOMER:
        _wait_for_customer(ticket, ahead, by=by, at=at)
    return ticket


def _owner(ticket: Ticket, ahead: Step, *, by: User) -> dict[str, Any]:
    """Whose the case is during a step: the dispatch desk's until a crew goes, else the clerk's who acts, else the hall's."""
    if ahead.duty == Duty.FIELD:
        place = desk_for(ticket.kind, ticket.org_id) or ticket.unit
        return {"to": Status.REGISTERED, "handler": None, "queue": place, "crew": None}
    mine = by.may_at("admit", ticket.unit_id)
    return {"handler": by if mine else None, "queue": None if mine else ticket.unit, "crew": None}


def _wait_for_customer(ticket: Ticket, ahead: Step, *, by: User, at: datetime) -> None:
    until = at + CUSTOMERS_TIME
    try:
        with transaction.atomic():
            pausing.suspend(ticket, why="customer_works", proof=ahead.name, review_at=until, by=by, at=at)
    except CannotPause:
        return  # nothing that we promised runs meanwhile


def _running(ticket: Ticket, code: str) -> Step:
    Ticket.objects.select_for_update().get(pk=ticket.pk)
    now = Step.objects.filter(application__ticket=ticket, state=StepState.RUNNING, position__gt=0).first()
    if now is None or now.code != code:
        raise NoStep(ticket)
    return now


def _end(now: Step, state: str, *, by: User, at: datetime, reason: str = "") -> None:
    Step.objects.filter(pk=now.pk).update(state=state, ended_at=at, ended_by=by, reason=reason)
