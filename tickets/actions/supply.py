"""Supply is back for everybody: the ticket that leads an outage, the end of its parts in one step, and one that stays without."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from servicedesk.lib.refusals import NotAllowed
from tickets.actions.clocks import run_clocks
from tickets.actions.closing import reopen
from tickets.actions.desk import required
from tickets.actions.filling import open_sheet
from tickets.actions.joining import give_back
from tickets.actions.many import step_many
from tickets.actions.numbering import next_number
from tickets.actions.plans import write_down
from tickets.actions.promises import pledge
from tickets.actions.spine import has_right, record_birth, step
from tickets.actions.telling import tell_about
from tickets.desks import desk_for
from tickets.lifecycle import Kind, Status
from tickets.models import Category, ClosingSheet, Ticket, TicketLink
from tickets.moment import database_time
from tickets.signals import tickets_resolved

ON_THE_WAY = frozenset({Status.DISPATCHED, Status.ACCEPTED, Status.EN_ROUTE})
OVER = frozenset({Status.RESOLVED, Status.CLOSED})


@transaction.atomic
def open_leader(
    *, org: Unit, category: Category, title: str, address: str, area: str, by: User, at: datetime | None = None
) -> Ticket:
    """Register the ticket that leads the cases of an outage: the dispatchers' own, with no customer to be called back."""
    at = at or database_time()
    desk = desk_for(Kind.FAULT, org.pk) or org
    ticket = Ticket(
        id=uuid7(),
        org=org,
        unit=desk,
        number=next_number(desk, day=timezone.localtime(at).date()),
        kind=Kind.FAULT,
        category=category,
        title=title[:200],
        area=area,
        channel="outage",
        contact_name=title[:60],
        address=address[:200],
        first_contact=by,
        queue=desk,
        registered_at=at,
        seq=1,
    )
    promises = pledge(ticket, at=at)
    ticket.pledges = {name: key for name, key in ticket.pledges.items() if name.partition(".")[0] != "callback"}
    ticket.save(force_insert=True)
    record_birth(ticket, by=by, at=at, facts={"channel": ticket.channel, "hall": desk.name})
    run_clocks(ticket, "register", at=at, promises=promises)
    tell_about(ticket, "register", by=by, at=at)
    return ticket


@transaction.atomic
def supply_back(tickets: Iterable[UUID], *, outage: str, by: User | None, at: datetime | None = None) -> list[Ticket]:
    """The outage is over: its cases wait for the callback, and their customers are told. Raises WrongMoment, NotAllowed.

    What closing asks for was asked of the ticket that led them.
    """
    keys, at = list(tickets), at or database_time()
    ClosingSheet.objects.filter(ticket__in=keys).delete()
    moved = step_many(keys, "supply_back", by=by, at=at, facts={"outage": outage})
    if moved:
        tickets_resolved.send(Ticket, tickets=moved, at=at)
    return moved


@transaction.atomic
def still_without(ticket: Ticket, *, reason: str, by: User, at: datetime | None = None) -> Ticket:
    """The customer still has no power: the case is a ticket of its own, with new clocks where it was over already."""
    ticket = Ticket.objects.select_related("org", "unit").select_for_update(of=("self",)).get(pk=ticket.pk)
    if not has_right(ticket, "unlink", by=by):
        raise NotAllowed("unlink")
    why, at = required(reason, "reason"), at or database_time()
    if ticket.status == Status.RESTORED:
        ticket = step(ticket, "supply_back", by=None, at=at)
    if ticket.status in OVER:
        return reopen(ticket, reason=why, by=None, at=at)  # whoever hears of it lets it go
    return let_go(ticket, by=by, at=at, reason=why)


@transaction.atomic
def let_go(ticket: Ticket, *, by: User | None, at: datetime, reason: str = "") -> Ticket:
    """End the link by which a case goes along; it waits for a crew of its own, by its own times."""
    ticket = (
        Ticket.objects.select_related("org", "unit", "first_contact", "customer")
        .select_for_update(of=("self",))
        .get(pk=ticket.pk)
    )
    link = TicketLink.objects.standing().filter(source=ticket, follows=True).select_related("target").first()
    if link is None or not TicketLink.objects.standing().filter(pk=link.pk).update(ended_by=by, ended_at=at):
        return ticket
    facts = {"other": link.target.number, "kind": link.kind}
    write_down(ticket, "unlink", by=by, at=at, reason=reason, facts=dict(facts))
    leader = Ticket.objects.select_for_update().get(pk=link.target_id)
    write_down(leader, "unlinked", by=by, at=at, facts={"other": ticket.number, "kind": link.kind})
    give_back(ticket, link.facts.get("taken", {}), at=at)
    if not ClosingSheet.objects.filter(ticket=ticket).exists() and ticket.category_version:
        open_sheet(ticket, ticket.category_version)
    if ticket.status in ON_THE_WAY | {Status.ON_SITE}:
        desk = desk_for(ticket.kind, ticket.org_id) or ticket.unit
        without = {"without": link.target.number}
        ticket = step(ticket, "send_back", by=None, at=at, facts=without, crew=None, handler=None, queue=desk)
    ticket.refresh_from_db()
    return ticket
