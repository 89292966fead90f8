"""A case whose crew is under way already joins an outage in one act: what the crew has done stays a fact.

If nobody leads the outage yet, that crew goes on for all of it; else the outage's own crew does the work, and this one is
free. Either way the crew is told.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actions import tell
from accounts.models import User
from outages.actions import hold
from outages.models import Outage
from restoration.actions.joining import join_with_leader, leader_for
from restoration.cases import candidates_for
from restoration.refusals import NotUnderWay
from tickets.actions.following import WAY, go_along, lead
from tickets.actions.spine import require, step
from tickets.actions.telling import holders_of, told_of
from tickets.desks import desk_for
from tickets.lifecycle import Status
from tickets.models import Ticket

UNDER_WAY = (Status.DISPATCHED, Status.ACCEPTED, Status.EN_ROUTE, Status.ON_SITE)
KEEPS, FREED = "joined_goes_on", "joined_freed"


@transaction.atomic
def join_under_way(outage: Outage, ticket: Ticket, *, by: User, at: datetime) -> Ticket:
    """Let one case with a crew go along with the outage. Raises NotUnderWay, IsOver, NotAllowed."""
    held = hold(outage, by=by)
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    if held.is_suggested or ticket.status not in UNDER_WAY or not candidates_for(held).filter(pk=ticket.pk).exists():
        raise NotUnderWay(ticket)
    require(ticket, "link", by=by)
    crew, people = ticket.crew, holders_of(ticket)
    leader = leader_for(held, like=ticket, by=by, at=at)
    goes_on = leader.status == Status.REGISTERED
    if goes_on:
        leader = _take_along(leader, ticket, at=at)
    desk = desk_for(ticket.kind, ticket.org_id) or ticket.unit
    free: dict[str, Any] = {"crew": None, "handler": None, "queue": desk}
    facts = {"joins": held.number, "crew": crew.name if crew else ""}
    ticket = step(ticket, "send_back", by=by, at=at, facts=facts, quiet=True, **free)
    if not join_with_leader(held, ticket, leader=leader, by=by, at=at):
        raise NotUnderWay(ticket)
    told = {"number": held.number, "short": ticket.short_number, "title": held.title, "by": by.name}
    path, what = f"/t/{leader.number}/" if goes_on else f"/t/{ticket.number}/", KEEPS if goes_on else FREED
    tell(
        told_of(ticket, people, but=by), key=f"{what}:{ticket.pk}:{ticket.seq}", what=what, at=at, path=path, facts=told
    )
    ticket.refresh_from_db()
    return ticket


def _take_along(leader: Ticket, ticket: Ticket, *, at: datetime) -> Ticket:
    """Bring the outage's ticket, and what goes along with it, to where the crew of this case stands."""
    stages = [status for status, _verb in WAY]
    for _status, verb in WAY[: stages.index(Status(ticket.status)) + 1]:
        leader = go_along(leader, verb, ticket, at=at, quiet=True)
        lead(leader, verb)
    return leader
