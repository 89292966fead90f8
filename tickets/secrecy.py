"""Reports of misconduct: of a company's people only those named for it see them, handle them and are told of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from accounts.actions import audit
from accounts.models import User
from tickets.model_handlers import NamedHandler
from tickets.models import Ticket
from tickets.rules import Kind

SEEN = "report_seen"
# The question of a category's sheet on how whoever complains or reports is to be guarded, and what it may be answered.
GUARD, OPEN, SECRET, ANONYMOUS = "guard", "open", "secret", "anonymous"


def is_secret(ticket: Ticket) -> bool:
    """Whether the case is for named handlers alone."""
    return ticket.kind == Kind.REPORT


def may_be_nameless(kind: str, answers: Mapping[str, object]) -> bool:
    """Whether a case is taken in without any name or number: a report, or a complaint of somebody who wants to give none."""
    return kind == Kind.REPORT or answers.get(GUARD) == ANONYMOUS


def is_named(ticket: Ticket, user: User) -> bool:
    """Whether this person is named now for the reports of the case's company."""
    return NamedHandler.objects.live().filter(org=ticket.org_id, person=user).exists()


def named_in(orgs: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Who is named now, by company."""
    found: dict[UUID, set[UUID]] = {}
    for org, person in NamedHandler.objects.live().filter(org__in=set(orgs)).values_list("org_id", "person_id"):
        found.setdefault(org, set()).add(person)
    return found


def named_people(ticket: Ticket) -> list[User]:
    """The people named now for this case's company."""
    live = NamedHandler.objects.live().filter(org=ticket.org_id).values("person_id")
    return list(User.objects.filter(pk__in=live, is_active=True, is_service=False))


def log_reading(ticket: Ticket, *, by: User, at: datetime) -> None:
    """Write down that somebody opened a report; other cases are opened without a word."""
    if is_secret(ticket):
        audit(what=SEEN, by=by, at=at, facts={"ticket": ticket.number})
