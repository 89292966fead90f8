"""What is done to a complaint. Every step moves the ticket; the file keeps what only a complaint has."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from complaints.actions.dues import begin, drop, finish
from complaints.actions.files import file_of, require_desk
from complaints.actions.informing import tell_today
from complaints.actions.recoveries import propose
from complaints.actions.writing import above, inform, moment
from complaints.facts import may_give_up
from complaints.models import Complaint, RecoveryRule
from complaints.refusals import TryAgain
from complaints.steps import Step
from tickets.actions import desk
from tickets.actions.barring import bar
from tickets.actions.desk import required
from tickets.actions.spine import step
from tickets.actions.telling import not_barred, people_of
from tickets.lifecycle import Kind
from tickets.models import Ticket
from tickets.refusals import NotYours


@transaction.atomic
def keep_away(
    ticket: Ticket, *, whom: User | Unit, by: User, at: datetime | None = None, version: int | None = None
) -> Ticket:
    """回避: name the person or the unit complained of. They can neither see nor handle it, nor approve, nor call back."""
    require_desk(ticket, by)
    if whom == by:
        raise NotYours
    text = _("Kept away from this case: %(name)s") % {"name": whom.name}
    ticket = step(ticket, "note", by=by, at=at, version=version, facts={"text": text})
    return guard(ticket, [whom], at=moment(ticket))


def guard(ticket: Ticket, whom: Iterable[User | Unit], *, at: datetime) -> Ticket:
    """Keep these away. Where nobody is left at the desk who may have it, it goes to the next unit up, which is told."""
    ticket = bar(ticket, whom, at=at)
    desk = ticket.queue
    people = people_of(desk) if desk and desk.pk != ticket.org_id else []
    if desk and people and not not_barred(ticket, people):
        reason = _("Nobody is left at %(desk)s whom the complaint is not about.") % {"desk": desk.name}
        facts = {"to": ticket.org.name}
        ticket = step(ticket, "transfer", by=None, at=at, reason=reason, facts=facts, handler=None, queue=ticket.org)
    if ticket.queue_id == ticket.org_id:
        inform(ticket, above(ticket), "complaint_above", key=f"above:{ticket.pk}:{ticket.seq}", at=at)
    return ticket


@transaction.atomic
def accept(ticket: Ticket, *, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Take the complaint on: from here on it has a person, and the customer hears today who it is and by when."""
    require_desk(ticket, by)
    ticket = step(ticket, "accept", by=by, at=at, handler=by, queue=None, **more)
    finish(ticket, Step.REGISTER, at=moment(ticket))
    return tell_today(ticket, by=by, at=moment(ticket))


@transaction.atomic
def contact(
    ticket: Ticket,
    *,
    text: str,
    by: User,
    reached: bool = True,
    gone: bool = False,
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """Record the first contact with the complainant and what was said; this stops the contact clock.

    A vain attempt (`reached=False`) is written down as a call, and the clock runs on. A secret complaint, and an anonymous
    one without a number, are lawfully not contacted: `text` then says so, and the file says why. So is one who was called
    in vain three times, each in another hour (`gone`); raises TryAgain before.
    """
    if gone and not may_give_up(ticket):
        raise TryAgain
    if not reached and not gone:
        return desk.call(ticket, text=text, reached=False, by=by, at=at, **more)
    facts = {"text": required(text, "text")}
    excuse = Complaint.NoContact.UNREACHED if gone else _excuse(file_of(ticket), ticket)
    if excuse:
        facts["exempt"] = excuse
    ticket = step(ticket, "contact", by=by, at=at, facts=facts, **more)
    known = {"no_contact": excuse} if excuse else {"contacted_at": moment(ticket), "contacted_by": by}
    Complaint.objects.filter(ticket=ticket).update(**known)
    begin(ticket, Step.VERIFY, at=moment(ticket))
    return ticket


def _excuse(file: Complaint, ticket: Ticket) -> str:
    if file.is_secret:
        return Complaint.NoContact.SECRET
    return Complaint.NoContact.ANONYMOUS if file.is_anonymous and not ticket.contact_phone else ""


def begin_again(ticket: Ticket, *, at: datetime) -> None:
    """A reopened complaint is contacted, verified and answered anew; what was found stays in the history."""
    if ticket.kind == Kind.COMPLAINT:
        _begin_again(ticket, at=at)
    propose(ticket, RecoveryRule.Why.UNHAPPY, key=f"unhappy:{ticket.round}", at=at)


def _begin_again(ticket: Ticket, *, at: datetime) -> None:
    drop(ticket, *(step for step in Step if step not in (Step.FIX, Step.EFFECT, Step.OUTER)), at=at)
    for again in (Step.TELL, Step.REGISTER):
        begin(ticket, again, at=at)
    Complaint.objects.filter(ticket=ticket).update(
        contacted_at=None,
        contacted_by=None,
        no_contact="",
        told_at=None,
        told_how="",
        archived_at=None,
        archived_by=None,
        keep_until=None,
        verdict="",
        verified_at=None,
        verified_by=None,
        answered_at=None,
        answered_by=None,
    )
