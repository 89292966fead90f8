"""What happens at the counter: papers checked, what is missing told in one go, admitted or declined."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from applications.actions.opening import ask_for_papers
from applications.actions.steps import begin_next
from applications.lifecycle import LACKING, Applicant, PaperState, StepState
from applications.models import Application, MissingNotice, Paper
from applications.refusals import NothingMissing
from servicedesk.lib.refusals import Invalid
from tickets.actions import pausing
from tickets.actions.spine import database_time, step
from tickets.actions.telling import path_of, write_to_customer
from tickets.models import Ticket, TicketEvent
from tickets.refusals import CannotPause, Needed
from tickets.signals import ticket_resolved

DAYS_VALID = 30
MARKS = {PaperState.GIVEN: "✓", PaperState.REFUSED: "✗", PaperState.MISSING: "—", PaperState.LATER: "⏳"}


@dataclass(frozen=True)
class Looked:
    """How one paper was found; what is not accepted says why."""

    state: str
    reason: str = ""


@transaction.atomic
def check(
    ticket: Ticket,
    *,
    papers: Mapping[str, Looked],
    by: User,
    applicant: str = "",
    by_agent: bool | None = None,
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """Write down which papers are there, missing, not accepted or to follow, by code; what is not named stays as it is.

    Who applies decides which papers are asked for. With the last missing paper the clocks that waited for it go on.
    """
    at = at or database_time()
    file = _locked(ticket)
    _apply_as(file, applicant=applicant, by_agent=by_agent, at=at)
    known = {paper.code: paper for paper in file.papers.all()}
    changed = [known[code] for code, looked in papers.items() if code in known and _differs(known[code], looked)]
    for paper in changed:
        _look(paper, papers[paper.code], by=by, at=at)
    told = "；".join(f"{paper.name} {MARKS[PaperState(paper.state)]} {paper.reason}".strip() for paper in changed)
    ticket = step(ticket, "check", by=by, at=at, facts={"materials": told} if told else None, **more)
    is_waiting = ticket.suspended_at is not None and file.notices.exists() and not lacking(file)
    return pausing.resume(ticket, by=by, at=at) if changed and is_waiting else ticket


def _locked(ticket: Ticket) -> Application:
    """The file, locked after its ticket so that no two acts wait for each other crosswise."""
    Ticket.objects.select_for_update().get(pk=ticket.pk)
    return Application.objects.select_for_update(of=("self",)).select_related("type").get(ticket=ticket)


def _apply_as(file: Application, *, applicant: str, by_agent: bool | None, at: datetime) -> None:
    if applicant and applicant not in Applicant.values:
        raise Invalid(_("Choose who applies."), fields={"applicant": applicant})
    wished = (applicant or file.applicant, file.by_agent if by_agent is None else by_agent)
    if wished != (file.applicant, file.by_agent):
        file.applicant, file.by_agent = wished
        file.save(update_fields=["applicant", "by_agent"])
        ask_for_papers(file, at=at)


def _differs(paper: Paper, looked: Looked) -> bool:
    reason = looked.reason.strip() if looked.state == PaperState.REFUSED else ""
    return (paper.state, paper.reason) != (looked.state, reason)


def _look(paper: Paper, looked: Looked, *, by: User, at: datetime) -> None:
    if looked.state not in PaperState.values:
        raise Invalid(_("Say of each paper how it stands."), fields={paper.code: looked.state})
    if looked.state == PaperState.REFUSED and not looked.reason.strip():
        raise Needed(fields={paper.code: _("why “%(paper)s” is not accepted") % {"paper": paper.name}})
    if looked.state == PaperState.LATER and not paper.later_days:
        text = _("“%(paper)s” cannot follow later; it is needed from the start.") % {"paper": paper.name}
        raise Invalid(text, fields={paper.code: text})
    is_later = looked.state == PaperState.LATER
    paper.state, paper.checked_at, paper.checked_by = looked.state, at, by
    paper.reason = looked.reason.strip() if looked.state == PaperState.REFUSED else ""
    paper.due_on = paper.due_on or _day(at, paper.later_days) if is_later else None
    paper.late_told_at = paper.late_told_at if is_later else None
    paper.save(update_fields=["state", "reason", "due_on", "late_told_at", "checked_at", "checked_by"])


def _day(at: datetime, ahead: int) -> date:
    return timezone.localtime(at).date() + timedelta(days=ahead)


def lacking(file: Application) -> list[Paper]:
    """The required papers without which it cannot be admitted."""
    return list(file.papers.filter(is_required=True, state__in=LACKING))


@transaction.atomic
def notify(ticket: Ticket, *, by: User, wait: bool = True, at: datetime | None = None, **more: Any) -> MissingNotice:
    """一次性告知: give notice of everything that is missing, and let the clocks wait for it where they may.

    A second notice that asks for what could have been asked the first time counts against whoever gave the first.
    """
    at = at or database_time()
    file = _locked(ticket)
    missing = lacking(file)
    if not missing:
        raise NothingMissing(ticket)
    before = list(file.notices.select_related("by"))
    asked = {item["code"] for notice in before for item in notice.items}
    late = [one.code for one in missing if before and one.code not in asked and one.asked_at <= before[0].at]
    facts = {"materials": "；".join(paper.name for paper in missing), "again": bool(before), "late": late}
    ticket = step(ticket, "notify", by=by, at=at, facts=facts, audience=TicketEvent.Audience.CUSTOMER, **more)
    notice = MissingNotice.objects.create(
        org_id=file.org_id,
        application=file,
        n=len(before) + 1,
        at=at,
        by=by,
        items=[{"code": one.code, "name": one.name, "how": one.how, "reason": one.reason} for one in missing],
        late=late,
        against=before[0].by if late else None,
        valid_until=_day(at, DAYS_VALID),
    )
    if wait and ticket.suspended_at is None:
        _wait_for_papers(ticket, facts["materials"], by=by, at=at)
    return notice


def _wait_for_papers(ticket: Ticket, what: object, *, by: User, at: datetime) -> None:
    until = at + timedelta(days=DAYS_VALID)
    try:
        with transaction.atomic():
            pausing.suspend(ticket, why="customer_papers", proof=str(what), review_at=until, by=by, at=at)
    except CannotPause:
        return  # no clock of the case may wait: the notice is given all the same


@transaction.atomic
def admit(ticket: Ticket, *, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """受理: the papers are complete, or follow by a day; the first step of the work begins."""
    at = at or database_time()
    file = _locked(ticket)
    missing = lacking(file)
    if missing:
        raise Needed(fields={paper.code: paper.name for paper in missing})
    if ticket.suspended_at is not None:
        ticket = pausing.resume(ticket, by=by, at=at)
    ticket = step(ticket, "admit", by=by, at=at, **more)
    Application.objects.filter(pk=file.pk).update(admitted_at=at, admitted_by=by)
    file.steps.filter(position=0).update(state=StepState.DONE, ended_at=at, ended_by=by)
    return begin_next(ticket, by=by, at=at)


@transaction.atomic
def decline(ticket: Ticket, *, grounds: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """不予受理: with its grounds, in writing; the customer is told where to appeal."""
    at = at or database_time()
    file, told = _locked(ticket), grounds.strip()
    if not told:
        raise Needed(fields={"grounds": _("the grounds")})
    if ticket.suspended_at is not None:
        ticket = pausing.resume(ticket, by=by, at=at)
    facts = {"text": told}
    audience = TicketEvent.Audience.CUSTOMER
    ticket = step(ticket, "decline", by=by, at=at, reason=told[:500], facts=facts, audience=audience, **more)
    Application.objects.filter(pk=file.pk).update(declined_at=at, declined_by=by, grounds=told)
    file.steps.filter(position=0).update(state=StepState.DONE, ended_at=at, ended_by=by)
    ticket_resolved.send(Ticket, ticket=ticket, at=at)
    return ticket


@transaction.atomic
def ask_for_late(ticket: Ticket, *, at: datetime) -> list[Paper]:
    """Papers that were to follow (容缺) and whose day has come: whoever has the case and the applicant are told, once.

    Whoever changes the rows owns the work; a second tick finds none.
    """
    file = _locked(ticket)
    late = list(file.papers.filter(late_told_at__isnull=True, state=PaperState.LATER, due_on__lte=_day(at, 0)))
    if not late or not file.ticket.is_open:
        return []
    Paper.objects.filter(pk__in=[paper.pk for paper in late]).update(late_told_at=at)
    words = "、".join(paper.name for paper in late)
    people = {one.pk: one for one in (ticket.first_contact, ticket.handler) if one is not None}
    facts = {"number": ticket.number, "short": ticket.short_number, "what": words}
    key = f"paper_late:{late[0].pk}"
    tell(people.values(), key=key, what="paper_late", at=at, path=path_of(ticket), facts=facts)
    write_to_customer(ticket, "paper_late", at=at, key=f"{late[0].pk}:", papers=words, promised=None)
    return late
