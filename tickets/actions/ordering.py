"""督办: an order is written, signed for, answered, and its answer judged; its deadline is a clock of the case."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from servicedesk.lib.refusals import Invalid
from tickets.actions.desk import required
from tickets.actions.order_limits import DAYS_AND_TIME, deadline_of
from tickets.actions.orders import addressees, tell_of_order
from tickets.actions.spine import database_time, is_barred, require, step
from tickets.lifecycle import ORDER, legal
from tickets.model_order import Order
from tickets.models import Ticket
from tickets.refusals import Needed, NoOrder, NotAddressed, NotIssuer, NotYours, OrderStands, WrongMoment

LONGEST = 2000


@transaction.atomic
def order(
    ticket: Ticket,
    *,
    text: str,
    to: User | Unit,
    by: User,
    limit: str = "",
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """Order a person or a unit to do something about this case and to answer in time.

    `limit` is a limit (`4h`, `2wh`), a moment in the hall's time (`2026-03-16T16:00`), or empty for the company's standard.
    Whoever is ordered sees the case from now on. Raises OrderStands while another order of the case is open.
    """
    ticket = _locked(ticket, ORDER, by=by)
    at = at or database_time()
    text = _long_enough(text)
    if Order.objects.open().filter(ticket=ticket).exists():
        raise OrderStands(ticket)
    people = _reachable(ticket, to)
    promise, limit = deadline_of(ticket, limit, at=at)
    fresh = _numbered(ticket, at=at)
    fresh.text, fresh.limit, fresh.issuer, fresh.issued_at = text, limit, by, at
    fresh.to_person, fresh.to_unit = (to, None) if isinstance(to, User) else (None, to)
    fresh.save(force_insert=True)
    facts = {"order": fresh.number, "to": fresh.addressee, "text": text, "limit": limit}
    pledges = ticket.pledges | {ORDER: str(promise.pk)}
    ticket = step(ticket, ORDER, by=by, at=at, facts=facts, pledges=pledges, **more)
    ticket.watchers.add(*people)
    tell_of_order(fresh, ORDER, [*people, ticket.first_contact], by=by, at=at)
    return ticket


@transaction.atomic
def acknowledge(ticket: Ticket, *, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """签收: the addressee has read the order. Signing twice changes nothing."""
    ticket = _locked(ticket, "acknowledge", by=by)
    at = at or database_time()
    standing = _addressed(ticket, by)
    if standing.acknowledged_at:
        return ticket
    ticket = step(ticket, "acknowledge", by=by, at=at, facts={"order": standing.number}, **more)
    standing.acknowledged_by, standing.acknowledged_at = by, at
    standing.save(update_fields=["acknowledged_by", "acknowledged_at"])
    tell_of_order(standing, "acknowledge", [standing.issuer], by=by, at=at)
    return ticket


@transaction.atomic
def answer_order(ticket: Ticket, *, text: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Answer the order, which signs for it as well; this stops its clock. The issuer judges the answer."""
    ticket = _locked(ticket, "answer_order", by=by)
    at = at or database_time()
    text = required(text, "text")
    standing = _addressed(ticket, by)
    if standing.answered_at:
        raise NoOrder(ticket)
    facts = {"order": standing.number, "text": text}
    ticket = step(ticket, "answer_order", by=by, at=at, facts=facts, **more)
    if standing.acknowledged_at is None:
        standing.acknowledged_by, standing.acknowledged_at = by, at
    standing.answer, standing.answered_by, standing.answered_at = text, by, at
    standing.save()
    tell_of_order(standing, "answer_order", [standing.issuer, ticket.first_contact], by=by, at=at)
    return ticket


@transaction.atomic
def accept_answer(ticket: Ticket, *, by: User, reason: str = "", at: datetime | None = None, **more: Any) -> Ticket:
    """The issuer is content: the order has ended."""
    ticket = _locked(ticket, "accept_answer", by=by)
    at = at or database_time()
    standing = _judged(ticket, by)
    facts = {"order": standing.number}
    ticket = step(ticket, "accept_answer", by=by, at=at, reason=reason.strip(), facts=facts, **more)
    return _ended(ticket, standing, Order.End.ACCEPTED, "accept_answer", by=by, at=at, remark=reason.strip())


@transaction.atomic
def return_answer(
    ticket: Ticket, *, reason: str, by: User, limit: str = "", at: datetime | None = None, **more: Any
) -> Ticket:
    """The answer does not do: back with the reason and a new deadline.

    Unless another is said it is the old limit over again, or the company's standard where the old one was a moment.
    """
    ticket = _locked(ticket, "return_answer", by=by)
    at = at or database_time()
    reason = required(reason, "reason")
    standing = _judged(ticket, by)
    old = "" if DAYS_AND_TIME.fullmatch(standing.limit) else standing.limit
    _promise, standing.limit = deadline_of(ticket, limit.strip() or old, at=at)
    standing.answer, standing.answered_by, standing.answered_at = "", None, None
    standing.returns, standing.remark = standing.returns + 1, reason
    standing.save()
    facts = {"order": standing.number, "limit": standing.limit}
    ticket = step(ticket, "return_answer", by=by, at=at, reason=reason, facts=facts, **more)
    tell_of_order(standing, "return_answer", addressees(standing), by=by, at=at)
    return ticket


@transaction.atomic
def withdraw_order(ticket: Ticket, *, reason: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """The issuer takes the order back: its clock ends without a verdict; what was missed stays missed."""
    ticket = _locked(ticket, "withdraw_order", by=by)
    at = at or database_time()
    reason = required(reason, "reason")
    standing = _issued(ticket, by)
    facts = {"order": standing.number}
    ticket = step(ticket, "withdraw_order", by=by, at=at, reason=reason, facts=facts, **more)
    return _ended(ticket, standing, Order.End.WITHDRAWN, "withdraw_order", by=by, at=at, remark=reason)


def standing_order(ticket: Ticket) -> Order | None:
    """The open order of a case."""
    return Order.objects.open().for_list().filter(ticket=ticket).first()


def _locked(ticket: Ticket, verb: str, *, by: User) -> Ticket:
    """The case under its lock; whoever may not do this at all, or not to a case that has ended, hears that first."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    require(ticket, verb, by=by)
    if not legal(ticket.way, ticket.status, verb):
        raise WrongMoment(ticket, verb)
    return ticket


def _addressed(ticket: Ticket, by: User) -> Order:
    standing = standing_order(ticket)
    if standing is None:
        raise NoOrder(ticket)
    if by not in addressees(standing):
        raise NotAddressed(standing)
    return standing


def _issued(ticket: Ticket, by: User) -> Order:
    """The open order, if it is for `by` to judge."""
    standing = standing_order(ticket)
    if standing is None:
        raise NoOrder(ticket)
    if not standing.is_judged_by(by):
        raise NotIssuer(standing)
    return standing


def _judged(ticket: Ticket, by: User) -> Order:
    standing = _issued(ticket, by)
    if standing.answered_at is None:
        raise NoOrder(ticket)
    return standing


def _ended(ticket: Ticket, standing: Order, end: str, verb: str, *, by: User, at: datetime, remark: str) -> Ticket:
    standing.end, standing.ended_at, standing.remark = end, at, remark
    standing.save(update_fields=["end", "ended_at", "remark"])
    tell_of_order(standing, verb, addressees(standing), by=by, at=at)
    return ticket


def _long_enough(text: str) -> str:
    plain = text.strip()
    if not plain:
        raise Needed(fields={"text": _("what is to be done")})
    if len(plain) > LONGEST:
        sentence = _("An order has at most 2,000 characters.")
        raise Invalid(sentence, fields={"text": sentence})
    return plain


def _reachable(ticket: Ticket, to: User | Unit) -> list[User]:
    """Those who are told; refused where nobody is, or where the case is hidden from whom it is addressed to."""
    if to.org_id != ticket.org_id or not to.is_active or is_barred(ticket, to):
        raise NotYours
    people = addressees(
        Order(
            ticket=ticket, to_person=to if isinstance(to, User) else None, to_unit=to if isinstance(to, Unit) else None
        )
    )
    if not people:
        raise NotYours
    return people


def _numbered(ticket: Ticket, *, at: datetime) -> Order:
    """A new order with the company's next number of the year."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"order:{ticket.org_id}"])
    year = timezone.localtime(at).year
    last = Order.objects.filter(org=ticket.org_id, year=year).aggregate(last=Max("serial"))["last"] or 0
    number = f"{ticket.org.code}-{year}-{last + 1:04d}"
    return Order(id=uuid7(), org_id=ticket.org_id, ticket=ticket, number=number, year=year, serial=last + 1)
