"""到达: the crew stands at the fault, as far as its phone knows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from fieldwork.actions.standing import find_place, keep_place, terms_of
from fieldwork.places import Finding
from tickets.actions import field
from tickets.models import Ticket
from tickets.moment import database_time

LONGEST_WHY = 100


@transaction.atomic
def arrive(
    ticket: Ticket, told: Mapping[str, Any], *, by: User, at: datetime | None = None, why: str = "", **more: Any
) -> Finding:
    """Record the arrival with what is to be thought of its place. Nothing about the place ever stops it.

    `told`: latitude, longitude and accuracy as the phone sent them; `why`: the crew's word where they stand far away.
    """
    at = at or database_time()
    finding = find_place(ticket, told, by=by, at=at, terms=terms_of(ticket.org_id))
    place = finding.facts | ({"why": why[:LONGEST_WHY]} if why else {})
    field.arrive(ticket, place=place, by=by, at=at, **more)
    keep_place(ticket, finding, step="arrive", by=by, at=at)
    return finding
