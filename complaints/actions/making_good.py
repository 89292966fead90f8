"""服务补救, deed by deed: apology, correction, compensation by two people, and looking again after hours and after days."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from complaints.actions.dues import begin, finish
from complaints.actions.recoveries import held, note_step
from complaints.actions.writing import above, fit, inform, moment, write
from complaints.compensating import most_for
from complaints.models import CompensationRule, Recovery, RecoveryStep
from complaints.refusals import AboveMyLimit, NothingWaits
from complaints.steps import Step
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.actions.desk import required
from tickets.actions.telling import write_to_customer
from tickets.models import Ticket
from tickets.refusals import SecondPerson

What = RecoveryStep.What


def _open(row: Recovery) -> Recovery:
    row = held(row)
    if row.taken_at is None or row.ended_at:
        raise NothingWaits
    return row


def _written(row: Recovery, what: str, *, by: User, at: datetime | None, text: str, verb: str = "recover") -> datetime:
    facts = {"step": what, "text": text}
    at = moment(write(row.ticket, "recovery", by=by, at=at, verb=verb, facts=facts))
    note_step(row, what, by=by, at=at, text=text)
    return at


@transaction.atomic
def apologise(row: Recovery, *, words: str, by: User, by_sms: bool = False, at: datetime | None = None) -> Recovery:
    """Say sorry: who, when and in which words. From here on one looks again, after hours and after days."""
    row, words = _open(row), required(words, "words")
    if row.apology_at:
        raise NothingWaits
    row.apology_at, row.apology_by = _written(row, What.APOLOGY, by=by, at=at, text=words), by
    row.save(update_fields=["apology_at", "apology_by"])
    if by_sms:
        write_to_customer(row.ticket, "apology", at=row.apology_at, key=f"{row.pk}:", words=words)
    for step in (Step.AFTER_HOURS, Step.AFTER_DAYS):
        begin(row.ticket, step, at=row.apology_at, key=f"{step}:{row.pk}", owner=row.owner)
    return row


@transaction.atomic
def correct(row: Recovery, *, order: Ticket, by: User, at: datetime | None = None) -> Recovery:
    """Name the urgent order that puts it right; it has to be a case of this company that this person sees."""
    row = _open(row)
    if order.org_id != row.org_id or order.pk == row.ticket_id or not Ticket.objects.visible_to(by).filter(pk=order.pk):
        text = _("There is no such ticket here.")
        raise Invalid(text, fields={"order": text})
    _written(row, What.CORRECTION, by=by, at=at, text=order.number)
    row.correction = order
    row.save(update_fields=["correction"])
    return row


@transaction.atomic
def ask_compensation(
    row: Recovery, *, kind: str, value: Decimal, reason: str, by: User, at: datetime | None = None
) -> Recovery:
    """Ask for a symbolic compensation; somebody else agrees who may agree to so much."""
    row, reason = _open(row), required(reason, "reason")
    if kind not in CompensationRule.What.values or value <= 0:
        text = _("Choose what it is, and a value above nothing.")
        raise Invalid(text, fields={"value": text})
    if row.given_at or (row.kind and row.granted is not False):
        raise NothingWaits
    at = _written(row, What.ASKED, by=by, at=at, text=f"{CompensationRule.What(kind).label} {value}: {reason}")
    row.kind, row.value, row.asked_by, row.granted, row.decided_by = kind, value, by, None, None
    row.save(update_fields=["kind", "value", "asked_by", "granted", "decided_by"])
    people = above(row.ticket, besides=by)
    inform(row.ticket, people, "compensation_asked", key=f"compensation:{row.pk}:{value}", at=at, by=by)
    return row


@transaction.atomic
def decide_compensation(
    row: Recovery, *, granted: bool, by: User, reason: str = "", at: datetime | None = None
) -> Recovery:
    """Agree or refuse: never whoever asked, never above one's own limit, never whom the case is about."""
    row = _open(row)
    if not row.kind or row.granted is not None or row.asked_by is None or row.value is None:
        raise NothingWaits
    if not by.may_at("compensate", row.ticket.unit_id):
        raise NotAllowed("compensate")
    fit(row.ticket, by)
    if row.asked_by_id == by.pk:
        raise SecondPerson
    if granted and row.value > most_for(by, row.kind, row.ticket):
        raise AboveMyLimit
    reason = reason.strip() if granted else required(reason, "reason")
    what = What.GRANTED if granted else What.REFUSED
    at = _written(row, what, by=by, at=at, text=reason, verb="compensate")
    row.granted, row.decided_by = granted, by
    row.save(update_fields=["granted", "decided_by"])
    key = f"compensated:{row.pk}:{row.value}:{granted}"
    inform(row.ticket, [row.asked_by], "compensation_decided", key=key, at=at, by=by)
    return row


@transaction.atomic
def hand_over(row: Recovery, *, text: str, by: User, at: datetime | None = None) -> Recovery:
    """The customer has what was agreed to."""
    row, text = _open(row), required(text, "text")
    if not row.granted or row.given_at:
        raise NothingWaits
    row.given_at = _written(row, What.GIVEN, by=by, at=at, text=text)
    row.save(update_fields=["given_at"])
    return row


@transaction.atomic
def look_again(row: Recovery, *, step: str, text: str, by: User, at: datetime | None = None) -> Recovery:
    """What one heard when looking again, after hours or after days; each once."""
    row, text = _open(row), required(text, "text")
    if step not in (Step.AFTER_HOURS, Step.AFTER_DAYS) or row.apology_at is None:
        raise NothingWaits
    if row.steps.filter(what=step).exists():
        raise NothingWaits
    finish(row.ticket, f"{step}:{row.pk}", at=_written(row, step, by=by, at=at, text=text))
    if row.steps.filter(what__in=(What.AFTER_HOURS, What.AFTER_DAYS)).count() == len(
        (What.AFTER_HOURS, What.AFTER_DAYS)
    ):
        return end(row, text="", by=by, at=at)
    return row


@transaction.atomic
def end(row: Recovery, *, text: str, by: User, at: datetime | None = None) -> Recovery:
    """It is made good; what is still due of it is called off."""
    row = _open(row)
    row.ended_at = _written(row, What.ENDED, by=by, at=at, text=text)
    row.save(update_fields=["ended_at"])
    finish(row.ticket, *(f"{step}:{row.pk}" for step in (Step.AFTER_HOURS, Step.AFTER_DAYS)), at=row.ended_at)
    return row


def measure(ticket: Ticket, *, score: int | None, at: datetime, instead_of: datetime | None = None) -> None:
    """The customer's next answer is what making it good was worth; each recovery has one.

    `instead_of` is when the answer was given that this one takes the place of.
    """
    if score is None:
        return
    rows = Recovery.objects.filter(ticket__org=ticket.org_id, scored_at=instead_of, taken_at__lte=at)
    mine = rows.filter(ticket__customer=ticket.customer_id) if ticket.customer_id else rows.filter(ticket=ticket)
    mine.update(score=score, scored_at=instead_of or at)
