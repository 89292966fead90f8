"""What the counter adds to registering: a walk-in becomes a customer, and one form is one ticket however often it is sent."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Unit, User
from customers.actions import register_customer
from servicedesk.lib.refusals import NotAllowed
from servicedesk.lib.sealing import blind_index
from tickets.actions.attaching import claim
from tickets.actions.desk import Intake, register
from tickets.actions.drafting import finish_draft
from tickets.actions.spine import database_time
from tickets.actions.visiting import visit_for
from tickets.model_counter import COUNTER
from tickets.models import CounterRule, Ticket
from tickets.refusals import AlreadyTakenIn, SameNumberOtherContent
from tickets.signals import ticket_phoned

# The counter is a door like any other system's: each sheet it sends carries the door's own number for it.
DOOR = "counter"


@transaction.atomic
def receive(
    intake: Intake,
    *,
    sheet: UUID,
    unit: Unit,
    by: User,
    at: datetime | None = None,
    answer: str = "",
    written: Mapping[str, object] | None = None,
    call: str = "",
) -> Ticket:
    """Take in what somebody says at the counter; a name and a phone make an unknown person a customer first.

    The same `sheet` again returns the ticket that it made. `written` is what stood on it, kept until undo is over;
    `call` the telephone call that it came by. Raises AlreadyTakenIn if it says something else by now.
    """
    if not by.may_at("register", unit.pk):
        raise NotAllowed("register")
    at = at or database_time()
    told = replace(
        intake, source=DOOR, external_number=_number_of(sheet, by=by), digest=_digest(intake, unit=unit, answer=answer)
    )
    if told.customer is None and told.contact_name and told.contact_phone:
        known = register_customer(
            org=_company(unit), name=told.contact_name, phone=told.contact_phone, at=at, is_by_hand=True
        )
        told = replace(told, customer=known)
    told = _with_visit(told, unit=unit, by=by, at=at)
    try:
        with transaction.atomic():  # what is refused may be known already, and the work goes on
            ticket = register(told, unit=unit, by=by, at=at, answer=answer)
        claim(ticket, sheet, by=by, at=at)
    except SameNumberOtherContent:
        raise AlreadyTakenIn(Ticket.objects.get(source=DOOR, external_number=told.external_number)) from None
    if call and ticket.registered_at == at:
        ticket_phoned.send(Ticket, ticket=ticket, call=call, by=by, at=at)
        ticket.refresh_from_db()
    if written and ticket.registered_at == at:
        finish_draft({name: str(text) for name, text in written.items()}, sheet=sheet, ticket=ticket, at=at)
    return ticket


def _with_visit(told: Intake, *, unit: Unit, by: User, at: datetime) -> Intake:
    """Whose visit it belongs to, and how long it can be undone; what was taken in before has both already."""
    if Ticket.objects.filter(source=told.source, external_number=told.external_number).exists():
        return told
    held_until = at + CounterRule.of(_company(unit).pk).undo_within
    if told.channel != COUNTER or not by.may_at("visit", unit.pk):
        return replace(told, held_until=held_until)
    return replace(told, held_until=held_until, visit=visit_for(unit, customer=told.customer, by=by, at=at))


def _number_of(sheet: UUID, *, by: User) -> str:
    """A colleague's sheet number is another number: nobody reaches a ticket by guessing one."""
    return f"{by.pk.hex}-{sheet.hex}"


def _company(unit: Unit) -> Unit:
    return unit.org or unit


def _digest(intake: Intake, *, unit: Unit, answer: str) -> str:
    said = [
        str(unit.pk),
        intake.category.code,
        str(intake.customer.pk) if intake.customer else "",
        str(intake.supply_point.pk) if intake.supply_point else "",
        *(intake.contact_name, intake.contact_phone, intake.address, intake.area, intake.description, answer),
    ]
    return blind_index(json.dumps([said, intake.answers], sort_keys=True), column="tickets.ticket.source_digest")
