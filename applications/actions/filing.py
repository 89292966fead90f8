"""报备: filed by one, approved by another, in force for a time, renewed or revoked, and ended by the clock."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import Unit, User
from accounts.roles import Role
from applications.lifecycle import FilingKind
from applications.models import Filing
from applications.refusals import NotApprovedByOneself
from customers.models import Customer, SupplyPoint
from servicedesk.lib.refusals import Invalid
from tickets.actions import desk
from tickets.actions.desk import Intake, required
from tickets.actions.spine import database_time, step
from tickets.actions.telling import path_of, with_role
from tickets.lifecycle import Kind
from tickets.models import Ticket
from tickets.refusals import Needed
from tickets.signals import ticket_closed

USUAL = timedelta(days=7)
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class FilingFacts:
    """What is filed: for whom or where, from when until when, and what customers are told."""

    kind: str = FilingKind.OTHER
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    customer: Customer | None = None
    supply_point: SupplyPoint | None = None
    transformer: str = ""
    place: Unit | None = None
    to_say: str = ""
    remind_days: int = 3


@transaction.atomic
def file_matter(intake: Intake, *, facts: FilingFacts, unit: Unit, by: User, at: datetime | None = None) -> Ticket:
    """File a matter: a ticket of its own, with its file, that waits for somebody else's approval."""
    at = at or database_time()
    if not (facts.customer or facts.supply_point or facts.transformer or facts.place):
        raise Needed(fields={"place": _("whom or which area it concerns")})
    _check_time(facts.valid_from or at, facts.valid_until, at=at)
    point = facts.supply_point
    contact = intake.contact_name or by.name
    told = replace(intake, kind=Kind.FILING, more=facts, contact_name=contact, supply_point=point)
    return desk.register(replace(told, customer=facts.customer), unit=unit, by=by, at=at)


def _check_time(begins: datetime, ends: datetime | None, *, at: datetime) -> None:
    if ends is None:
        raise Needed(fields={"valid_until": _("until when it holds")})
    if ends <= begins or ends <= at:
        text = _("It has to end after it begins, and not before now.")
        raise Invalid(text, fields={"valid_until": text})
    if ends - begins > LONGEST:
        text = _("It holds for a year at most. Renew it then.")
        raise Invalid(text, fields={"valid_until": text})


def open_file(ticket: Ticket, *, facts: object, at: datetime) -> Filing | None:
    """Open the file of a filed matter, through whichever door it came; without a place it concerns its customer or hall."""
    if ticket.kind != Kind.FILING:
        return None
    told = facts if isinstance(facts, FilingFacts) else FilingFacts()
    named = told.customer or told.supply_point or told.transformer or told.place or ticket.customer_id
    begins = told.valid_from or at
    ends = told.valid_until or begins + USUAL
    filing = Filing.objects.create(
        org_id=ticket.org_id,
        ticket=ticket,
        kind=told.kind,
        customer=told.customer or ticket.customer,
        supply_point=told.supply_point or ticket.supply_point,
        transformer=told.transformer,
        place=told.place or (None if named else ticket.unit),
        to_say=told.to_say,
        valid_from=begins,
        valid_until=ends,
        remind_days=told.remind_days,
        remind_at=ends - timedelta(days=told.remind_days),
    )
    leaders = [one for role in (Role.SUPERVISOR, Role.DIRECTOR) for one in with_role(role, ticket.unit)]
    _tell(
        ticket, {one.pk: one for one in leaders if one != ticket.first_contact}, "file", at=at, by=ticket.first_contact
    )
    return filing


@transaction.atomic
def approve(ticket: Ticket, *, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Approve what somebody else has filed: from its first moment on everybody who answers a customer sees it."""
    at = at or database_time()
    filing = _locked(ticket, by=by)
    facts = {"from": filing.valid_from.isoformat(), "until": filing.valid_until.isoformat()}
    ticket = step(ticket, "approve", by=by, at=at, facts=facts, handler=by, queue=None, **more)
    _decided(filing, by=by, at=at)
    _tell(ticket, {ticket.first_contact_id: ticket.first_contact}, "approve", at=at, by=by)
    return ticket


@transaction.atomic
def refuse(ticket: Ticket, *, reason: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Refuse it, with the reason; it never comes into force."""
    at = at or database_time()
    filing, why = _locked(ticket, by=by), required(reason, "reason")
    ticket = step(ticket, "refuse", by=by, at=at, reason=why, **more)
    _decided(filing, by=by, at=at)
    _tell(ticket, {ticket.first_contact_id: ticket.first_contact}, "refuse", at=at, by=by)
    return _over(ticket)


@transaction.atomic
def renew(ticket: Ticket, *, until: datetime, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Let it hold longer; whoever filed it cannot renew it, and before its new end it is reminded of once more."""
    at = at or database_time()
    filing = _locked(ticket, by=by)
    _check_time(filing.valid_until, until, at=at)
    ticket = step(ticket, "renew", by=by, at=at, facts={"until": until.isoformat()}, **more)
    ahead = until - timedelta(days=filing.remind_days)
    changes = {"valid_until": until, "remind_at": ahead, "reminded_at": None, "renewals": filing.renewals + 1}
    Filing.objects.filter(pk=filing.pk).update(**changes)
    return ticket


@transaction.atomic
def revoke(ticket: Ticket, *, reason: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """End it before its time, with the reason."""
    ticket = step(ticket, "revoke", by=by, at=at, reason=required(reason, "reason"), **more)
    _tell(ticket, {ticket.first_contact_id: ticket.first_contact}, "expire", at=_moment(ticket), by=by)
    return _over(ticket)


@transaction.atomic
def remind(filing: Filing, *, at: datetime) -> bool:
    """Say once, some days ahead, that it will end; True if this call did it. Whoever changes the row owns the work."""
    if not Filing.objects.to_remind(at).filter(pk=filing.pk).update(reminded_at=at):
        return False
    ticket = filing.ticket
    people = {one.pk: one for one in (ticket.first_contact, filing.decided_by) if one is not None}
    _tell(ticket, people, "filing_ends", at=at, by=None, due=filing.valid_until, round_of=filing.renewals)
    return True


@transaction.atomic
def expire(filing: Filing, *, at: datetime) -> bool:
    """End what has run out of its time; a second tick finds nothing to end."""
    ticket = Ticket.objects.select_for_update().get(pk=filing.ticket_id)
    if not Filing.objects.to_end(at).filter(pk=filing.pk).exists():
        return False
    ticket = step(ticket, "expire", by=None, at=at)
    _tell(ticket, {ticket.first_contact_id: ticket.first_contact}, "expire", at=at, by=None)
    _over(ticket)
    return True


def filings_for(
    customer: Customer | None, supply_point: SupplyPoint | None, at: datetime, *, hall: Unit | None = None
) -> list[Filing]:
    """What is filed and in force for this customer, this account, its transformer or its hall's area; soonest end first."""
    point = supply_point
    org = customer.org_id if customer else point.org_id if point else hall.org_id if hall else None
    if org is None:
        return []
    here = [one for one in (point.hall_id if point else None, hall.pk if hall else None) if one]
    wanted = Filing.objects.none()
    live = Filing.objects.in_force(at).filter(org=org)
    if here:
        wanted |= live.filter(place__in=here)
    if customer:
        wanted |= live.filter(customer=customer)
    if point:
        wanted |= live.filter(supply_point=point)
        if point.transformer:
            wanted |= live.filter(transformer=point.transformer)
    return list(wanted.select_related("ticket").order_by("valid_until", "pk"))


def _locked(ticket: Ticket, *, by: User) -> Filing:
    Ticket.objects.select_for_update().get(pk=ticket.pk)
    if ticket.first_contact_id == by.pk:
        raise NotApprovedByOneself
    return Filing.objects.select_for_update(of=("self",)).get(ticket=ticket)


def _decided(filing: Filing, *, by: User, at: datetime) -> None:
    Filing.objects.filter(pk=filing.pk).update(decided_at=at, decided_by=by)


def _over(ticket: Ticket) -> Ticket:
    ticket_closed.send(Ticket, ticket=ticket, at=ticket.closed_at, outcome="no_callback")
    return ticket


def _moment(ticket: Ticket) -> datetime:
    return ticket.timeline.latest("seq").at


def _tell(
    ticket: Ticket,
    people: dict[Any, User],
    what: str,
    *,
    at: datetime,
    by: User | None,
    due: datetime | None = None,
    round_of: int = 0,
) -> None:
    facts = {"number": ticket.number, "short": ticket.short_number, "by": by.name if by else ""}
    if due:
        facts["due_at"] = due.isoformat()
    people = {pk: one for pk, one in people.items() if by is None or one.pk != by.pk}
    key = f"filing:{ticket.pk}:{what}:{round_of}"
    tell(people.values(), key=key, what=what, at=at, path=path_of(ticket), facts=facts)
