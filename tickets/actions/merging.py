"""合并: one matter in two cases becomes one; the other ends as “merged”, and for a day it can be undone."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from tickets.actions.joining import give_back, go_on_alone, running_of, take_over
from tickets.actions.pairs import check_bars, check_pair, hold
from tickets.actions.spine import database_time, step
from tickets.family import open_parts
from tickets.lifecycle import Kind, legal
from tickets.link_refusals import CannotJoin, ChildrenOpen, TooLate
from tickets.model_links import TicketLink
from tickets.models import Extension, Order, Ticket
from tickets.refusals import OrderStands, ResumeFirst, WrongMoment

UNDO_WITHIN = timedelta(hours=24)
# Kinds with papers and decisions of their own are linked, never merged.
STAY_APART = frozenset({Kind.SERVICE, Kind.REPORT, Kind.APPEAL, Kind.FILING})


@transaction.atomic
def merge(
    ticket: Ticket, *, into: Ticket, by: User, reason: str = "", at: datetime | None = None, **more: Any
) -> Ticket:
    """Let a case live on in another one of the same matter: its clocks end without a verdict, its number leads there.

    The tightest promise made to any of the customers is kept by the survivor. Both first contacts are told; whoever
    answers for the merged one goes on following the survivor. Raises CannotJoin with what stands against it.
    """
    ticket, into = hold(ticket, into)
    at = at or database_time()
    _check(ticket, into, by=by)
    running = running_of(ticket)
    facts: dict[str, Any] = {
        "dropped": {name: clock.generation for name, clock in running.items()},
        "round": into.round,
    }
    facts |= {"before": ticket.status, "watcher": _follow(into, ticket)}
    told: dict[str, Any] = {"by": by, "at": at, "reason": reason}
    ticket = step(ticket, "merge", facts={"other": into.number}, merged_into=into, **told, **more)
    Extension.objects.waiting().filter(ticket=ticket).update(withdrawn_at=at)
    contacts = into.contacts + ticket.contacts
    into = step(into, "absorb", facts={"other": ticket.number}, contacts=contacts, **told)
    facts["taken"] = take_over(into, running.values(), at=at)
    made = TicketLink.Kind.MERGED
    TicketLink.objects.create(
        org_id=ticket.org_id, source=ticket, target=into, kind=made, facts=facts, made_by=by, made_at=at
    )
    return ticket


def _check(ticket: Ticket, into: Ticket, *, by: User) -> None:
    check_pair(ticket, into, verb="merge", other_verb="absorb", by=by)
    if not legal(ticket.way, ticket.status, "merge"):
        raise WrongMoment(ticket, "merge")
    if ticket.kind != into.kind:
        raise CannotJoin("kind", ticket, into)
    if ticket.kind in STAY_APART:
        raise CannotJoin("file", ticket, into)
    if not legal(into.way, into.status, "absorb"):
        raise CannotJoin("ended", ticket, into)
    check_bars(ticket, into)
    for one in (ticket, into):
        if one.suspended_at:
            raise ResumeFirst(one)
    if Order.objects.open().filter(ticket=ticket).exists():
        raise OrderStands(ticket)
    parts = open_parts(ticket)
    if parts:
        raise ChildrenOpen(ticket, parts)


def _follow(into: Ticket, ticket: Ticket) -> str:
    """The first contact of the merged case follows the survivor; who was made to, for the undo."""
    person = ticket.first_contact
    if person.pk == into.first_contact_id or into.watchers.filter(pk=person.pk).exists():
        return ""
    into.watchers.add(person)
    return str(person.pk)


def merged_link(ticket: Ticket) -> TicketLink:
    """The standing link of a merged case to its survivor. Raises CannotJoin."""
    links = TicketLink.objects.standing().filter(source=ticket, kind=TicketLink.Kind.MERGED)
    found = links.select_related("target").first()
    if found is None:
        raise CannotJoin("no_link", ticket)
    return found


@transaction.atomic
def unmerge(ticket: Ticket, *, by: User, reason: str = "", at: datetime | None = None, **more: Any) -> Ticket:
    """Undo a merge within a day: the case stands where it stood, and its clocks run on with the time since counted.

    Raises TooLate once the survivor has been answered, has ended or has begun a new round.
    """
    made = merged_link(ticket)
    ticket, into = hold(ticket, made.target)
    at = at or database_time()
    check_pair(ticket, into, verb="unmerge", other_verb="release", by=by)
    if at > made.made_at + UNDO_WITHIN:
        raise TooLate("time", ticket, into)
    if not legal(into.way, into.status, "release") or into.round != made.facts["round"]:
        raise TooLate("moved_on", ticket, into)
    if into.suspended_at:
        raise ResumeFirst(into)
    if not TicketLink.objects.standing().filter(pk=made.pk).update(ended_by=by, ended_at=at):
        raise CannotJoin("no_link", ticket)
    told: dict[str, Any] = {"by": by, "at": at, "reason": reason}
    before = made.facts["before"]
    ticket = step(ticket, "unmerge", facts={"other": into.number}, to=before, merged_into=None, **told, **more)
    go_on_alone(ticket, made.facts["dropped"], since=made.made_at, at=at)
    contacts = max(0, into.contacts - ticket.contacts)
    into = step(into, "release", facts={"other": ticket.number}, contacts=contacts, **told)
    give_back(into, made.facts["taken"], at=at)
    if made.facts["watcher"]:
        into.watchers.remove(made.facts["watcher"])
    return ticket
