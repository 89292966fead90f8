"""Whoever had a case is no longer there: it goes back to its desk, for nothing is ever nobody's."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import Unit, User
from tickets.actions.following import lead, leader_of
from tickets.actions.spine import step
from tickets.desks import desk_for
from tickets.lifecycle import Status, legal
from tickets.models import Ticket

# What has ended but for the call to the customer has nothing left to do for whoever did it.
_TO_DO = Q(status=Status.RESOLVED)


@transaction.atomic
def take_back(*, gone: User | Unit, at: datetime | None = None) -> int:
    """Take every open case from a person or unit that is no longer there; returns how many went back."""
    theirs = Q(handler=gone) if isinstance(gone, User) else Q(crew=gone) | Q(queue=gone)
    keys = Ticket.objects.open().exclude(_TO_DO).filter(theirs).order_by("pk").values_list("pk", flat=True)
    for key in list(keys):
        held = Ticket.objects.select_related("crew", "unit", "org").select_for_update(of=("self",)).get(pk=key)
        if _has(gone, held) and leader_of(held) is None:
            _fall_back(held, gone=gone.name, at=at)
    return len(keys)


def _has(gone: User | Unit, ticket: Ticket) -> bool:
    """Whether it still lies there: a case that went along with another has gone back with it."""
    return ticket.is_open and gone.pk in (ticket.handler_id, ticket.crew_id, ticket.queue_id)


def _fall_back(ticket: Ticket, *, gone: str, at: datetime | None) -> None:
    """To the dispatcher as long as a crew can still be sent; else to whoever finishes it."""
    desk = desk_for(ticket.kind, ticket.org_id) or ticket.unit
    told: dict[str, Any] = {"by": None, "at": at, "handler": None}
    if ticket.crew_id and legal(ticket.way, ticket.status, "send_back"):
        facts = {"gone": gone, "to": desk.name}
        lead(step(ticket, "send_back", facts=facts, crew=None, queue=desk, **told), "send_back")
        return
    desk = ticket.crew if ticket.crew and ticket.crew.is_active else desk
    verb = "unclaim" if legal(ticket.way, ticket.status, "unclaim") else "transfer"
    step(ticket, verb, facts={"gone": gone, "to": desk.name}, queue=desk, **told)


def left_behind() -> list[User | Unit]:
    """People and units that are gone and still have open cases: switched off by another hand than the product's."""
    cases = Ticket.objects.open().exclude(_TO_DO)
    people = User.objects.filter(is_active=False, pk__in=cases.filter(handler__isnull=False).values("handler"))
    units = Unit.objects.filter(is_active=False).filter(
        Q(pk__in=cases.filter(crew__isnull=False).values("crew"))
        | Q(pk__in=cases.filter(queue__isnull=False).values("queue"))
    )
    return [*people, *units]
