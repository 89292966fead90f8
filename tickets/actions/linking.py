"""关联: cases that belong together, linked and unlinked by people; one may go along with another's crew."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from servicedesk.lib.refusals import Invalid
from tickets.actions.following import WAY, catch_up
from tickets.actions.joining import give_back, running_of, take_over
from tickets.actions.pairs import check_bars, check_pair, hold
from tickets.actions.plans import write_down
from tickets.actions.spine import database_time, step
from tickets.desks import desk_for
from tickets.lifecycle import OPEN, Kind, Status
from tickets.link_refusals import CannotJoin, TooLate
from tickets.model_links import TicketLink
from tickets.models import Ticket

CHILD = TicketLink.Kind.CHILD
ON_THE_WAY = frozenset({Status.DISPATCHED, Status.ACCEPTED, Status.EN_ROUTE})
MOST_STEPS = 50


@transaction.atomic
def link(
    ticket: Ticket,
    *,
    to: Ticket,
    kind: str,
    by: User,
    follows: bool = False,
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """Say how two cases belong together: related, a part of the other, or a duplicate of it.

    A part that `follows` goes along with the other's crew: it carries the tighter times and no second crew is sent.
    Raises CannotJoin.
    """
    ticket, to = hold(ticket, to)
    at = at or database_time()
    check_pair(ticket, to, verb="link", other_verb="link", by=by)
    if kind not in TicketLink.BY_HAND:
        raise Invalid(_("Choose how they belong together."), fields={"kind": kind})
    standing = TicketLink.objects.standing()
    both_ways = [{"source": ticket, "target": to}, {"source": to, "target": ticket}]
    if any(standing.filter(**way, kind=kind).exists() for way in both_ways[: 1 if kind == CHILD else 2]):
        raise CannotJoin("linked", ticket, to)
    if kind == CHILD:
        _check_parent(ticket, to, follows=follows)
    facts = {"other": to.number, "kind": kind, "follows": follows}
    ticket = step(ticket, "link", by=by, at=at, facts=facts, **more)
    write_down(to, "linked", by=by, at=at, facts={"other": ticket.number, "kind": kind, "follows": follows})
    made = TicketLink(
        org_id=ticket.org_id, source=ticket, target=to, kind=kind, follows=follows, made_by=by, made_at=at
    )
    if follows:
        made.facts = {"taken": take_over(ticket, running_of(to).values(), at=at)}
    made.save(force_insert=True)
    return catch_up(ticket, to, at=at) if follows else ticket


def _check_parent(ticket: Ticket, parent: Ticket, *, follows: bool) -> None:
    if parent.status not in OPEN - {Status.RESOLVED} or ticket.status not in OPEN:
        raise CannotJoin("ended", ticket, parent)
    if TicketLink.objects.standing().filter(source=ticket, kind=CHILD).exists():
        raise CannotJoin("parent", ticket, parent)
    if ticket in ancestry(parent):
        raise CannotJoin("circle", ticket, parent)
    if not follows:
        return
    check_bars(ticket, parent)
    if ticket.kind != Kind.FAULT or parent.kind != Kind.FAULT:
        raise CannotJoin("kind", ticket, parent)
    if ticket.status != Status.REGISTERED or TicketLink.objects.standing().filter(target=ticket, follows=True).exists():
        raise CannotJoin("at_work", ticket, parent)


def ancestry(ticket: Ticket) -> list[Ticket]:
    """What the case is a part of, and what that is a part of, upwards."""
    found: list[Ticket] = []
    here: Ticket | None = ticket
    while here is not None and len(found) < MOST_STEPS:
        up = TicketLink.objects.standing().filter(source=here, kind=CHILD).select_related("target").first()
        here = up.target if up else None
        found += [here] if here else []
    return found


@transaction.atomic
def unlink(ticket: Ticket, *, link: UUID, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Say that two cases do not belong together after all. One that went along has its own times and its turn again.

    Raises TooLate where the crew is at work on both, CannotJoin for a link that people have not made.
    """
    made = TicketLink.objects.standing().about(ticket).select_related("source", "target").filter(pk=link).first()
    if made is None:
        raise CannotJoin("no_link", ticket)
    ticket, source, target = hold(ticket, made.source, made.target)
    at = at or database_time()
    other = target if ticket.pk == source.pk else source
    check_pair(ticket, other, verb="unlink", other_verb="unlink", by=by)
    if made.kind not in TicketLink.BY_HAND:
        raise CannotJoin("by_hand", ticket, other)
    if made.follows and source.status not in ON_THE_WAY | {Status.REGISTERED}:
        raise TooLate("on_site", source, target)
    ended = TicketLink.objects.standing().filter(pk=made.pk).update(ended_by=by, ended_at=at)
    if not ended:
        raise CannotJoin("no_link", ticket)
    facts = {"other": other.number, "kind": made.kind}
    ticket = step(ticket, "unlink", by=by, at=at, facts=facts, **more)
    write_down(other, "unlinked", by=by, at=at, facts={"other": ticket.number, "kind": made.kind})
    if made.follows:
        _go_alone(ticket if ticket.pk == source.pk else other, made, at=at)
    ticket.refresh_from_db()
    return ticket


def _go_alone(follower: Ticket, made: TicketLink, *, at: datetime) -> None:
    """Its own times again, and back to the dispatcher if another's crew was on the way to it."""
    give_back(follower, made.facts["taken"], at=at)
    if follower.status in {status for status, _verb in WAY}:
        desk = desk_for(follower.kind, follower.org_id) or follower.unit
        facts = {"without": made.target.number}
        step(follower, "send_back", by=None, at=at, facts=facts, crew=None, handler=None, queue=desk)
