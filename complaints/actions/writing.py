"""What is written into the history beside the steps of a case, and who above is told."""

from datetime import datetime
from typing import Any

from accounts.actions import tell
from accounts.models import User
from accounts.roles import Role
from servicedesk.lib.refusals import NotAllowed
from tickets.actions.plans import write_down
from tickets.actions.spine import database_time, is_barred, step
from tickets.actions.telling import not_barred, path_of, told_of, with_role
from tickets.models import Ticket
from tickets.refusals import NotYours

LADDER = (Role.SUPERVISOR, Role.DIRECTOR, Role.EXECUTIVE)


def write(
    ticket: Ticket, what: str, *, by: User | None, at: datetime | None, verb: str = "complaints", **more: Any
) -> Ticket:
    """Write a person's act into the history: the status stays, the version counts it, nobody barred can do it."""
    if by is not None and not by.may_at(verb, ticket.unit_id, ticket.queue_id):
        raise NotAllowed(verb)
    return step(ticket, "note", what=what, by=by, at=at, **more)


def write_as_asked(ticket: Ticket, what: str, *, by: User, at: datetime | None, facts: dict[str, object]) -> Ticket:
    """Write what somebody did whom the case gave a part, wherever they work; still nobody whom it is about."""
    ticket = Ticket.objects.select_related("unit", "org").select_for_update(of=("self",)).get(pk=ticket.pk)
    if is_barred(ticket, by):
        raise NotYours
    write_down(ticket, what, by=by, at=at or database_time(), facts=facts)
    return ticket


def watch_on(ticket: Ticket, person: User) -> None:
    """Let somebody with a part in the work see the case."""
    if person.pk not in (ticket.first_contact_id, ticket.handler_id):
        ticket.watchers.add(person)


def say(ticket: Ticket, what: str, *, at: datetime, facts: dict[str, Any] | None = None) -> None:
    """Write what the product did by itself into the history."""
    write_down(ticket, what, by=None, at=at, facts=facts or {})


def moment(ticket: Ticket) -> datetime:
    """When the last thing happened."""
    return ticket.timeline.latest("seq").at


def above(ticket: Ticket, *, besides: User | None = None) -> list[User]:
    """The nearest above the case whom it is not about: supervisors, else directors, else executives."""
    for role in LADDER:
        for place in (ticket.unit, ticket.org):
            people = [user for user in not_barred(ticket, with_role(role, place)) if user != besides]
            if people:
                return people
    return []


def inform(
    ticket: Ticket, people: list[User], what: str, *, key: str, at: datetime, by: User | None = None, **facts: Any
) -> int:
    """Put a notice about a complaint in these people's letterboxes, less those from whom it is hidden."""
    told = {"number": ticket.number, "short": ticket.short_number, "by": by.name if by else "", **facts}
    return tell(told_of(ticket, people, but=by), key=key, what=what, at=at, path=path_of(ticket), facts=told)


def fit(ticket: Ticket, *people: User | None) -> None:
    """Refuse to give a part of the work to somebody of elsewhere, who has left, or whom it is about. I25."""
    for one in people:
        if one is not None and (one.org_id != ticket.org_id or not one.is_active or is_barred(ticket, one)):
            raise NotYours
