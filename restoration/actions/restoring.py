"""复电: the outage ends, and every case of it waits for the callback, in one step."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from outages.actions import end, hold, record
from outages.models import Outage
from restoration.actions.releasing import forget
from restoration.cases import joined_to, leader_of
from restoration.models import OutageCase
from restoration.sampling import to_call
from tickets.actions import closing
from tickets.actions.arming import end as end_clocks
from tickets.actions.field import restore
from tickets.actions.filling import held_back
from tickets.actions.supply import let_go, supply_back
from tickets.lifecycle import WORKING, Status, legal
from tickets.models import Clock, Ticket

BEFORE_SITE = frozenset({Status.REGISTERED, Status.DISPATCHED, Status.ACCEPTED, Status.EN_ROUTE})


@dataclass(frozen=True)
class Restored:
    """What became of it: how many cases wait for the callback now, and how many of their customers are called."""

    outage: Outage
    moved: int
    called: int


@transaction.atomic
def restored(
    outage: Outage, *, ended_at: datetime, by: User | None, at: datetime, version: int | None = None
) -> Restored:
    """Supply is back. `by` is empty where the crew's own report says so. Raises Changed, IsOver, Invalid, NotAllowed.

    Important customers are called, of the others a share; who is not called has a text and some hours to object.
    """
    held = hold(outage, by=by, version=version)
    going = joined_to(held).filter(status__in=[Status.REGISTERED, Status.TO_REVIEW, *WORKING])
    staying = _let_stay(list(going), by=by, at=at)
    keys = [pk for pk in going.values_list("pk", flat=True) if pk not in staying]
    moved = supply_back(keys, outage=held.number, by=by, at=at)
    called = to_call(moved, at=at)
    _let_be(moved, called, at=at)
    _end_work(held, by=by, at=at)
    over = end(held, ended_at=ended_at, by=by, at=at)
    record(over, "restore", by=by, at=at, facts={"count": len(moved), "called": len(called)})
    return Restored(over, len(moved), len(called))


def _let_stay(going: list[Ticket], *, by: User | None, at: datetime) -> set[UUID]:
    """Whose sheet of work is not done is not over with the outage: it goes on as a ticket of its own."""
    staying = held_back(going, Status.RESOLVED)
    for ticket in going:
        if ticket.pk in staying:
            forget(ticket, by=by, at=at)
            let_go(ticket, by=by, at=at, reason=staying[ticket.pk].sentence())
    return set(staying)


def _let_be(moved: list[Ticket], called: list[Ticket], *, at: datetime) -> None:
    """Nobody has promised a call to those whom the sample leaves out."""
    kept = {ticket.pk for ticket in called}
    others = [ticket.pk for ticket in moved if ticket.pk not in kept]
    end_clocks(Clock.objects.running().filter(ticket__in=others, name__startswith="callback"), at=at)


def _end_work(outage: Outage, *, by: User | None, at: datetime) -> None:
    """The ticket that led: a crew on site reports back, one that has not arrived need not come."""
    leader = leader_of(outage)
    if leader is None:
        return
    if leader.status in BEFORE_SITE:
        supply_back([leader.pk], outage=outage.number, by=None, at=at)
        close_leader(leader, at=at)
    elif by is not None and legal(leader.way, leader.status, "restore"):
        restore(leader, by=by, at=at)


def close_leader(leader: Ticket, *, at: datetime) -> None:
    """It has no customer who could be asked: done is closed."""
    leader.refresh_from_db()
    if leader.status == Status.RESOLVED:
        closing.close(leader, outcome="no_callback", by=None, at=at)


def end_by_report(leader: Ticket, *, at: datetime) -> None:
    """The crew has reported back on the ticket that led: if nobody has said so yet, supply is back since it was restored."""
    master = getattr(leader, "leads_outage", None)
    if master is None:
        return
    if master.outage.is_open:
        said = leader.timeline.filter(what="restore").order_by("-at").first()
        moment = max(master.outage.starts_at, min(said.at if said else at, at))
        restored(master.outage, ended_at=moment, by=None, at=at)
    close_leader(leader, at=at)


def settled_later(outage: Outage) -> int:
    """How many are closed without a call when nobody objects."""
    return OutageCase.objects.joined().filter(outage=outage, settle_at__isnull=False, settled_at=None).count()
