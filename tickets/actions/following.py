"""Cases that go along with another one: its crew does their work, so its steps are theirs."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tickets.actions.filling import fitting, held_back
from tickets.actions.many import step_many
from tickets.actions.spine import step
from tickets.closing_refusals import NotComplete
from tickets.lifecycle import Status, legal
from tickets.link_refusals import GoesAlong
from tickets.models import ClosingSheet, Ticket, TicketLink
from tickets.signals import ticket_resolved, tickets_resolved

# How a case comes to stand where its leader stands.
WAY = (
    (Status.DISPATCHED, "dispatch"),
    (Status.ACCEPTED, "accept"),
    (Status.EN_ROUTE, "depart"),
    (Status.ON_SITE, "arrive"),
    (Status.RESTORED, "restore"),
    (Status.TO_REVIEW, "report"),
)

SETTLING = ("report", "approve_return")


def followers_of(ticket: Ticket) -> list[Ticket]:
    """The cases that go along with this one."""
    links = TicketLink.objects.standing().filter(target=ticket, follows=True)
    return list(Ticket.objects.filter(pk__in=links.values("source")).order_by("pk"))


def leader_of(ticket: Ticket) -> Ticket | None:
    """The case with which this one goes along, if any."""
    link = TicketLink.objects.standing().filter(source=ticket, follows=True).select_related("target").first()
    return link.target if link else None


def must_lead(ticket: Ticket) -> None:
    """Refuse to send a crew of its own to a case that goes along with another one."""
    leader = leader_of(ticket)
    if leader is not None:
        raise GoesAlong(ticket, leader)


def lead(
    ticket: Ticket, verb: str, *, filled: dict[str, Any] | None = None, quiet: bool = False, **facts: Any
) -> Ticket:
    """After a step of the crew: the same step for every case that goes along and stands where it can be taken.

    One that still lacks what its own category asks for, or whose sheet of work is not done, stays where it is, and is
    finished by hand.
    """
    able = [follower for follower in followers_of(ticket) if legal(follower.way, follower.status, verb)]
    held = held_back(able, ticket.status) if verb in SETTLING else {}
    able = [follower for follower in able if follower.pk not in held]
    if not able:
        return ticket
    at = ticket.timeline.latest("seq").at
    asked = set(ClosingSheet.objects.filter(ticket__in=able).values_list("ticket_id", flat=True))
    go_along_many([one.pk for one in able if one.pk not in asked], verb, ticket, at=at, quiet=quiet, **facts)
    for follower in able:
        if follower.pk in asked:
            with suppress(NotComplete), transaction.atomic():
                go_along(follower, verb, ticket, at=at, filled=filled, quiet=quiet, **facts)
    return ticket


def go_along_many(
    followers: Iterable[UUID], verb: str, leader: Ticket, *, at: datetime, quiet: bool = False, **facts: Any
) -> None:
    """One step of the leader, taken at once by all those of whom closing asks nothing."""
    told = {"with": leader.number} | facts
    moved = step_many(followers, verb, by=None, at=at, facts=told, quiet=quiet, **_as_it_stands(leader, verb))
    settled = [one for one in moved if one.status == Status.RESOLVED]
    if settled and verb in SETTLING:
        tickets_resolved.send(Ticket, tickets=settled, at=at)


def go_along(
    follower: Ticket,
    verb: str,
    leader: Ticket,
    *,
    at: datetime,
    filled: dict[str, Any] | None = None,
    quiet: bool = False,
    **facts: Any,
) -> Ticket:
    """One step of the leader, taken by a case that goes along; who did it is written there."""
    told = {"with": leader.number} | facts
    given = _as_it_stands(leader, verb)
    follower = step(follower, verb, by=None, at=at, facts=told, filled=fitting(follower, filled), quiet=quiet, **given)
    if verb in SETTLING and follower.status == Status.RESOLVED:
        ticket_resolved.send(Ticket, ticket=follower, at=at)
    return follower


def _as_it_stands(leader: Ticket, verb: str) -> dict[str, Any]:
    """Whose work it is, as with the leader; and its report waits where the leader's waits for a review."""
    given: dict[str, Any] = {"crew": leader.crew, "handler": leader.handler, "queue": leader.queue}
    waits = verb == "report" and leader.status == Status.TO_REVIEW
    return given | {"to": Status.TO_REVIEW} if waits else given


def catch_up(follower: Ticket, leader: Ticket, *, at: datetime) -> Ticket:
    """Bring a case that begins to go along to where its leader stands."""
    stages = [status for status, _verb in WAY]
    if leader.status in stages:
        for _status, verb in WAY[: stages.index(Status(leader.status)) + 1]:
            follower = go_along(follower, verb, leader, at=at)
    return follower
