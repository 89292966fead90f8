"""What is done to a complaint. Every step moves the ticket; the file keeps what only a complaint has."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from complaints.lifecycle import OURS, Verdict, matter_named_in
from complaints.models import Complaint
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.actions import desk
from tickets.actions.barring import bar
from tickets.actions.desk import Intake, required
from tickets.actions.spine import step
from tickets.lifecycle import Kind
from tickets.models import Ticket
from tickets.refusals import Needed, NotYours


@dataclass(frozen=True)
class FileFacts:
    """What the desk knows about a complaint beyond the request: its class, whom it is about, how it is to be guarded."""

    matter: str = ""
    is_secret: bool = False
    is_anonymous: bool = False
    against: tuple[User | Unit, ...] = ()


@transaction.atomic
def register(intake: Intake, *, facts: FileFacts, unit: Unit, by: User, at: datetime | None = None) -> Ticket:
    """Take a complaint in: ticket and file in one transaction. Whoever it is about is kept away from the first moment on."""
    if facts.is_anonymous and not (intake.contact_name or intake.contact_phone or intake.customer):
        intake = replace(intake, contact_name=_("Anonymous"))
    return desk.register(replace(intake, kind=Kind.COMPLAINT, more=facts), unit=unit, by=by, at=at)


def open_file(ticket: Ticket, *, facts: object, at: datetime) -> Complaint | None:
    """Open the file of a complaint that has just been registered, through whichever door; other kinds have none."""
    if ticket.kind != Kind.COMPLAINT:
        return None
    told = facts if isinstance(facts, FileFacts) else FileFacts()
    file, _is_new = Complaint.objects.get_or_create(
        ticket=ticket,
        defaults={
            "org_id": ticket.org_id,
            "matter": told.matter or matter_named_in(ticket.category.code),
            "is_secret": told.is_secret,
            "is_anonymous": told.is_anonymous,
        },
    )
    bar(ticket, told.against, at=at)
    return file


@transaction.atomic
def keep_away(
    ticket: Ticket, *, whom: User | Unit, by: User, at: datetime | None = None, version: int | None = None
) -> Ticket:
    """回避: name the person or the unit complained of. They can neither see nor handle it, nor approve, nor call back."""
    _require_desk(ticket, by)
    if whom == by:
        raise NotYours
    text = _("Kept away from this case: %(name)s") % {"name": whom.name}
    ticket = step(ticket, "note", by=by, at=at, version=version, facts={"text": text})
    return bar(ticket, [whom], at=_moment(ticket))


@transaction.atomic
def accept(ticket: Ticket, *, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Take the complaint on: from here on it has a person."""
    _require_desk(ticket, by)
    return step(ticket, "accept", by=by, at=at, handler=by, queue=None, **more)


@transaction.atomic
def contact(
    ticket: Ticket, *, text: str, by: User, reached: bool = True, at: datetime | None = None, **more: Any
) -> Ticket:
    """Record the first contact with the complainant and what was said; this stops the contact clock.

    A vain attempt (`reached=False`) is written down as a call, and the clock runs on. A secret complaint, and an anonymous
    one without a number, are lawfully not contacted: `text` then says so, and the file says why.
    """
    if not reached:
        return desk.call(ticket, text=text, reached=False, by=by, at=at, **more)
    facts = {"text": required(text, "text")}
    excuse = _excuse(file_of(ticket), ticket)
    if excuse:
        facts["exempt"] = excuse
    ticket = step(ticket, "contact", by=by, at=at, facts=facts, **more)
    known = {"no_contact": excuse} if excuse else {"contacted_at": _moment(ticket), "contacted_by": by}
    Complaint.objects.filter(ticket=ticket).update(**known)
    return ticket


def _excuse(file: Complaint, ticket: Ticket) -> str:
    if file.is_secret:
        return Complaint.NoContact.SECRET
    return Complaint.NoContact.ANONYMOUS if file.is_anonymous and not ticket.contact_phone else ""


@transaction.atomic
def verify(
    ticket: Ticket,
    *,
    verdict: str,
    finding: str,
    by: User,
    cause: str = "",
    responsible_unit: Unit | None = None,
    responsible_person: User | None = None,
    corrective: str = "",
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """Write down what was found and the verdict. Where it is upheld, even in part, a unit has to answer for it."""
    _check_verdict(ticket, verdict, finding, responsible_unit, responsible_person, by=by)
    facts = {"verdict": verdict, "cause": cause, "text": finding.strip(), "corrective": corrective.strip()}
    if responsible_unit:
        facts["unit"] = responsible_unit.name
    given = {name: value for name, value in facts.items() if value}
    ticket = step(ticket, "verify", by=by, at=at, facts=given, **more)
    file_of(ticket)
    Complaint.objects.filter(ticket=ticket).update(
        verdict=verdict,
        cause=cause,
        finding=finding.strip(),
        corrective=corrective.strip(),
        responsible_unit=responsible_unit,
        responsible_person=responsible_person,
        verified_at=_moment(ticket),
        verified_by=by,
    )
    return ticket


def _check_verdict(
    ticket: Ticket, verdict: str, finding: str, unit: Unit | None, person: User | None, *, by: User
) -> None:
    if person is not None and person == by:
        raise NotYours
    missing = {
        name: words
        for name, words, is_there in (
            ("verdict", _("the verdict"), verdict),
            ("finding", _("what was found"), finding.strip()),
            ("responsible_unit", _("the unit responsible"), unit or verdict not in OURS),
        )
        if not is_there
    }
    if missing:
        raise Needed(fields=missing)
    if verdict not in Verdict.values:
        raise Invalid(_("There is no such verdict."), fields={"verdict": verdict})
    for named, which in ((unit, "responsible_unit"), (person, "responsible_person")):
        if named is not None and named.org_id != ticket.org_id:
            text = _("Choose a unit and a person of this company.")
            raise Invalid(text, fields={which: text})


@transaction.atomic
def reply(ticket: Ticket, *, text: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Answer the complainant in writing; only after verification. This stops the reply clock and opens the callback."""
    return desk.reply(ticket, text=text, by=by, at=at, **more)


def note_answer(ticket: Ticket, *, at: datetime) -> None:
    """Write into the file that the complaint was answered, whoever sent the answer."""
    if ticket.kind == Kind.COMPLAINT:
        file_of(ticket)
        said = ticket.timeline.latest("seq")
        Complaint.objects.filter(ticket=ticket).update(answered_at=at, answered_by=said.by)


def begin_again(ticket: Ticket) -> None:
    """A reopened complaint is contacted, verified and answered anew; what was found stays in the history."""
    Complaint.objects.filter(ticket=ticket).update(
        contacted_at=None,
        contacted_by=None,
        no_contact="",
        verdict="",
        verified_at=None,
        verified_by=None,
        answered_at=None,
        answered_by=None,
    )


def file_of(ticket: Ticket) -> Complaint:
    """Return the file of a complaint; one that came in by a back door gets it when it is first worked on."""
    defaults = {"org_id": ticket.org_id, "matter": matter_named_in(ticket.category.code)}
    file, _is_new = Complaint.objects.get_or_create(ticket=ticket, defaults=defaults)
    return file


def _require_desk(ticket: Ticket, by: User) -> None:
    if not by.may_at("complaints", ticket.unit_id, ticket.queue_id):
        raise NotAllowed("complaints")


def _moment(ticket: Ticket) -> datetime:
    return ticket.timeline.latest("seq").at
