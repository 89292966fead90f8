"""A complaint is taken in: ticket and file together, its level by rule, whom it is about kept away, its dues set."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from complaints.actions.dues import begin
from complaints.actions.grading import grade
from complaints.actions.guarding import forget, seal_name
from complaints.actions.handling import guard
from complaints.actions.outside import record_outer
from complaints.actions.recoveries import propose
from complaints.actions.repeating import count_repeats, raise_to_head
from complaints.lifecycle import Level, matter_named_in
from complaints.models import Complaint, OuterCase, RecoveryRule
from complaints.steps import Step
from tickets.actions import desk
from tickets.actions.desk import Intake
from tickets.lifecycle import Kind
from tickets.models import Ticket
from tickets.refusals import Needed
from tickets.secrecy import ANONYMOUS, GUARD, SECRET


@dataclass(frozen=True)
class FileFacts:
    """What the desk knows about a complaint beyond the request: its class, whom it is about, how it is to be guarded."""

    matter: str = ""
    is_secret: bool = False
    is_anonymous: bool = False
    against: tuple[User | Unit, ...] = ()
    is_warned: bool = False
    outer_due_at: datetime | None = None  # by when an outside source itself wants to hear


@transaction.atomic
def register(intake: Intake, *, facts: FileFacts, unit: Unit, by: User, at: datetime | None = None) -> Ticket:
    """Take a complaint in: ticket and file in one transaction. Whoever it is about is kept away from the first moment on."""
    if facts.is_anonymous and not (intake.contact_name or intake.contact_phone or intake.customer):
        intake = replace(intake, contact_name=_("Anonymous"))
    return desk.register(replace(intake, kind=Kind.COMPLAINT, more=facts), unit=unit, by=by, at=at)


def open_file(ticket: Ticket, *, facts: object, at: datetime) -> Complaint | None:
    """Open the file of a complaint that has just been registered, through whichever door; other kinds have none."""
    told = _guarded(facts if isinstance(facts, FileFacts) else FileFacts(), ticket.answers)
    if told.is_anonymous and not ticket.imported_at:
        _leave_nameless(ticket, told)
    if ticket.kind != Kind.COMPLAINT:
        return None
    given = {
        "org_id": ticket.org_id,
        "matter": told.matter or matter_named_in(ticket.category.code),
        "is_secret": told.is_secret,
        "is_anonymous": told.is_anonymous,
        "is_warned": told.is_warned,
        "repeats": count_repeats(ticket),
    }
    file, is_new = Complaint.objects.get_or_create(ticket=ticket, defaults=given)
    if is_new:
        if told.is_secret:
            seal_name(ticket, file)
        guard(ticket, told.against, at=at)
        _set_going(ticket, file, at=at, outer_due_at=told.outer_due_at)
    return file


def _guarded(told: FileFacts, answers: dict[str, Any]) -> FileFacts:
    """How the complainant wants to be guarded, where the category's sheet asks; its words warn whoever stays anonymous."""
    asked = answers.get(GUARD)
    if asked == ANONYMOUS:
        return replace(told, is_anonymous=True, is_warned=True)
    return replace(told, is_secret=True) if asked == SECRET else told


def _leave_nameless(ticket: Ticket, told: FileFacts) -> None:
    """匿名: whoever was found at the counter is not kept, not even sealed; what was left for this case alone stays."""
    if not told.is_warned:
        raise Needed(fields={"is_warned": _("the warning that an anonymous complaint may not be effective")})
    if ticket.customer_id:
        forget(ticket)
        Ticket.objects.filter(pk=ticket.pk).update(contact_name=_("Anonymous"))
        ticket.refresh_from_db()


def _set_going(ticket: Ticket, file: Complaint, *, at: datetime, outer_due_at: datetime | None) -> None:
    """Its level by rule, what is due of it, and the head if it is the third of its kind."""
    held = grade(Ticket.objects.get(pk=ticket.pk), file, at=at)
    Complaint.objects.filter(pk=file.pk).update(first_level=held.level or Level.GENERAL)
    begin(ticket, Step.TELL, at=at)
    begin(ticket, Step.REGISTER, at=at)
    if file.repeats:
        raise_to_head(ticket, at=at)
    if ticket.channel in OuterCase.Source.values and ticket.external_number:
        record_outer(ticket, source=ticket.channel, number=ticket.external_number, at=at, due_at=outer_due_at)
    propose(ticket, RecoveryRule.Why.CUTOFF, key="cutoff:1", at=at)
    ticket.refresh_from_db()
