"""Cases that a regulator or the government's hotline passed on: their number, their limit, and what they hear back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from complaints.actions.dues import begin, drop, finish
from complaints.actions.writing import inform, moment, write
from complaints.models import Due, OuterCase
from complaints.outer_limits import promise_to
from complaints.refusals import NothingWaits
from complaints.steps import Step
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.actions import closing, desk
from tickets.actions.desk import required
from tickets.actions.promises import when_due
from tickets.actions.telling import holders_of, write_to_customer
from tickets.lifecycle import Status
from tickets.models import Clock, Ticket


def record_outer(
    ticket: Ticket, *, source: str, number: str, at: datetime, due_at: datetime | None = None
) -> OuterCase:
    """Keep whose case it is and under which number.

    What the source itself said by when goes before; else the standard for this source in force now, which stays whatever
    is revised later; else our own reply is the limit.
    """
    number = number.strip()
    if source not in OuterCase.Source.values or not number:
        text = _("Name the source and its number.")
        raise Invalid(text, fields={"number": text})
    known = OuterCase.objects.filter(org=ticket.org_id, source=source, number=number).exclude(ticket=ticket)
    if known.exists():
        text = _("This number of that source is on another complaint already.")
        raise Invalid(text, fields={"number": text})
    if due_at is not None and due_at <= at:
        text = _("Choose a time that lies ahead.")
        raise Invalid(text, fields={"due_at": text})
    promise = None if due_at else promise_to(ticket, source, at=at)
    due_at = due_at or (when_due(promise, at) if promise else _own_reply(ticket))
    given = {"org_id": ticket.org_id, "round": ticket.round, "source": source, "number": number, "received_at": at}
    limit = {"promise": promise, "due_at": due_at, "first_due_at": due_at}
    case, is_new = OuterCase.objects.get_or_create(ticket=ticket, defaults=given | limit)
    if is_new and due_at:
        begin(ticket, Step.OUTER, at=at, key="outer:1", due_at=due_at)
    return case


def _own_reply(ticket: Ticket) -> datetime | None:
    clock = Clock.objects.running().filter(ticket=ticket, name="reply").first()
    return clock.due_at if clock else None


@transaction.atomic
def name_outer(
    ticket: Ticket,
    *,
    source: str,
    number: str,
    by: User,
    due_at: datetime | None = None,
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """Write down that an outside source passed this complaint on. Once a complaint, each number once a source."""
    if OuterCase.objects.filter(ticket=ticket).exists():
        raise NothingWaits
    ticket = write(ticket, "outer", by=by, at=at, facts={"source": source, "outer": number.strip()}, **more)
    record_outer(ticket, source=source, number=number, at=moment(ticket), due_at=due_at)
    return ticket


def _held(ticket: Ticket) -> OuterCase:
    case = OuterCase.objects.select_for_update().filter(ticket=ticket).first()
    if case is None or case.returned_at:
        raise NothingWaits
    return case


@transaction.atomic
def extend_outer(
    ticket: Ticket, *, until: datetime, reason: str, by: User, at: datetime | None = None, **more: Any
) -> Ticket:
    """The source agreed to more time: asked before their limit, never after; the customer hears of it.

    The first limit stays for the figures.
    """
    case, reason = _held(ticket), required(reason, "reason")
    ticket = write(ticket, "outer_extended", by=by, at=at, reason=reason, facts={"outer": case.number}, **more)
    at = moment(ticket)
    if case.due_at is None or at >= case.due_at or case.reported_at:
        text = _("More time is asked for before the limit of the source is over.")
        raise Invalid(text, fields={"until": text})
    if until <= case.due_at:
        text = _("The new limit ends no later than the old one.")
        raise Invalid(text, fields={"until": text})
    case.due_at, case.extensions, case.extended_because = until, case.extensions + 1, reason
    case.save(update_fields=["due_at", "extensions", "extended_because"])
    drop(ticket, Step.OUTER, at=at)
    begin(ticket, Step.OUTER, at=at, key=f"outer:{case.extensions + 1}", due_at=until)
    write_to_customer(ticket, "outer_extended", at=at, key=f"{case.extensions}:", until=until)
    return ticket


@transaction.atomic
def return_outer(ticket: Ticket, *, basis: str, text: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Give it back to the source with the legal basis; a supervisor does. The complaint ends without a verdict."""
    case, text = _held(ticket), required(text, "text")
    if basis not in OuterCase.Basis.values:
        words = _("Choose the legal basis.")
        raise Invalid(words, fields={"basis": words})
    if not by.may_at("board", ticket.unit_id):
        raise NotAllowed("board")
    label = str(OuterCase.Basis(basis).label)
    ticket = desk.withdraw(ticket, reason=f"{label}：{text}"[:500], by=by, at=at, **more)
    case.returned_at, case.returned_by, case.basis, case.basis_text = moment(ticket), by, basis, text
    case.save(update_fields=["returned_at", "returned_by", "basis", "basis_text"])
    return ticket


@transaction.atomic
def report_outer(ticket: Ticket, *, by: User, text: str = "", at: datetime | None = None, **more: Any) -> Ticket:
    """Tell the source what was found and answered; this ends their limit. After our own answer, not before."""
    case = _held(ticket)
    if case.reported_at or ticket.status not in (Status.RESOLVED, Status.CLOSED):
        raise NothingWaits
    ticket = write(ticket, "outer_reported", by=by, at=at, facts={"outer": case.number, "text": text.strip()}, **more)
    case.reported_at, case.reported_by = moment(ticket), by
    case.save(update_fields=["reported_at", "reported_by"])
    open_one = Due.objects.open().filter(ticket=ticket, step=Step.OUTER).values_list("key", flat=True)
    finish(ticket, *open_one, at=case.reported_at)
    return ticket


@transaction.atomic
def hear_outer(
    ticket: Ticket, *, heard: str, by: User, text: str = "", at: datetime | None = None, **more: Any
) -> Ticket:
    """What the source heard at its own callback; who is dissatisfied there has the case opened again."""
    case = _held(ticket)
    if heard not in OuterCase.Heard.values:
        words = _("Choose what the source heard.")
        raise Invalid(words, fields={"heard": words})
    if not case.reported_at:
        raise NothingWaits
    facts = {"outer": case.number, "heard": heard, "text": text.strip()}
    ticket = write(ticket, "outer_heard", by=by, at=at, facts=facts, **more)
    case.heard, case.heard_at = heard, moment(ticket)
    case.save(update_fields=["heard", "heard_at"])
    if heard == OuterCase.Heard.DISSATISFIED:
        reason = text.strip() or _("%(source)s: dissatisfied at its callback") % {"source": case.source}
        ticket = closing.reopen(ticket, reason=reason, by=None, at=case.heard_at)
        _begin_anew(ticket, case, at=case.heard_at)
        inform(ticket, holders_of(ticket), "outer_again", key=f"outer:{case.pk}:{ticket.seq}", at=case.heard_at, by=by)
    return ticket


def _begin_anew(ticket: Ticket, case: OuterCase, *, at: datetime) -> None:
    """Whoever was not content there waits again: the limit runs once more from now on; the first one stays for the figures."""
    promise = promise_to(ticket, case.source, at=at)
    case.promise, case.due_at = promise, when_due(promise, at) if promise else _own_reply(ticket)
    case.reported_at, case.reported_by, case.round = None, None, ticket.round
    case.save(update_fields=["promise", "due_at", "reported_at", "reported_by", "round"])
    if case.due_at:
        begin(ticket, Step.OUTER, at=at, key=f"outer:r{ticket.round}", due_at=case.due_at)
