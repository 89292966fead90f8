"""Cases join an outage: one by one as they come in, or all at once; what does not belong to it is refused once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from customers.models import SupplyPoint
from outages.actions import hold, record
from outages.models import Outage, OutageArea
from outages.reach import covering
from restoration.cases import candidates_for, leader_of
from restoration.models import OutageCase, OutageMaster
from servicedesk.lib.refusals import Invalid
from tickets.actions.adopting import adopt
from tickets.actions.supply import open_leader
from tickets.lifecycle import Kind, Status
from tickets.models import Ticket

JOINED, REFUSED = OutageCase.State.JOINED, OutageCase.State.REFUSED


def would_join(point: SupplyPoint, *, at: datetime) -> Outage | None:
    """The outage that a fault at this supply point joins when it is registered now, if any: for the desk to say so."""
    return next(iter(covering(point, at)), None)


def join_by_itself(ticket: Ticket, *, at: datetime) -> bool:
    """A fault taken in inside a standing outage goes along with it, unless it is dangerous and needs somebody now."""
    if ticket.kind != Kind.FAULT or ticket.hazard or ticket.supply_point is None or ticket.status != Status.REGISTERED:
        return False
    outage = would_join(ticket.supply_point, at=at)
    if outage is None or outage.by is None:
        return False
    return bool(_join(outage, [ticket.pk], like=ticket, by=None, at=at))


def might_join(tickets: Sequence[Ticket], *, at: datetime) -> list[Ticket]:
    """Which of many faults, just registered, are worth asking: none where nothing is off."""
    faults = [one for one in tickets if one.kind == Kind.FAULT and not one.hazard and one.supply_point_id]
    off = Outage.objects.standing(at).filter(org__in={one.org_id for one in faults}) if faults else None
    where = set(off.values_list("org", flat=True)) if off is not None else set()
    return [one for one in faults if one.org_id in where]


@transaction.atomic
def join(outage: Outage, tickets: Iterable[UUID] | None = None, *, by: User, at: datetime) -> list[Ticket]:
    """Let these candidates go along with the outage, or all that there are; those who cannot any more are left out.

    Asked twice, nobody joins twice. Raises IsOver, NotAllowed.
    """
    held = hold(outage, by=by)
    if held.is_suggested:
        raise Invalid(_("It is only a suggestion yet. Accept it first."))
    might = candidates_for(held).select_related("category").order_by("registered_at")
    wanted = list(might.filter(pk__in=list(tickets)) if tickets is not None else might)
    return _join(held, [one.pk for one in wanted], like=wanted[0], by=by, at=at) if wanted else []


@transaction.atomic
def join_these(outage: Outage, tickets: Iterable[UUID], *, by: User, at: datetime) -> list[Ticket]:
    """Let those of these that may go along with the outage do so; the others are left out."""
    might = candidates_for(outage).filter(pk__in=list(tickets)).select_related("category").order_by("registered_at")
    wanted = list(might)
    return _join(outage, [one.pk for one in wanted], like=wanted[0], by=by, at=at) if wanted else []


def _join(outage: Outage, keys: Iterable[UUID], *, like: Ticket, by: User | None, at: datetime) -> list[Ticket]:
    held = Outage.objects.select_related("org", "by").select_for_update(of=("self",)).get(pk=outage.pk)
    if not held.is_open:
        return []
    return _with_leader(held, keys, leader=leader_for(held, like=like, by=by, at=at), by=by, at=at)


def leader_for(outage: Outage, *, like: Ticket, by: User | None, at: datetime) -> Ticket:
    """The ticket that leads the cases of an outage; the first case brings it about."""
    return leader_of(outage) or _new_leader(outage, like, by=by, at=at)


def join_with_leader(outage: Outage, ticket: Ticket, *, leader: Ticket, by: User, at: datetime) -> bool:
    """Let one case go along with the leader of the outage, which the caller has locked."""
    return bool(_with_leader(outage, [ticket.pk], leader=leader, by=by, at=at))


def _with_leader(held: Outage, keys: Iterable[UUID], *, leader: Ticket, by: User | None, at: datetime) -> list[Ticket]:
    joined = adopt(keys, leader=leader, by=by, at=at)
    rows = [OutageCase(org_id=held.org_id, outage=held, ticket=one, state=JOINED, at=at, by=by) for one in joined]
    OutageCase.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["outage", "ticket"], update_fields=["state", "at", "by"]
    )
    if joined:
        record(held, "join", by=by, at=at, facts={"count": len(joined)})
    return joined


def _new_leader(outage: Outage, like: Ticket, *, by: User | None, at: datetime) -> Ticket:
    """The first case brings it about: of its category, in the dispatchers' hands."""
    somebody = by or outage.by
    if somebody is None:
        raise Invalid(_("It is only a suggestion yet. Accept it first."))
    leader = open_leader(
        org=outage.org,
        category=like.category,
        title=_("Outage %(number)s: %(title)s") % {"number": outage.number, "title": outage.title},
        address=_place(outage),
        area=like.area,
        by=somebody,
        at=at,
    )
    OutageMaster.objects.create(org_id=outage.org_id, outage=outage, ticket=leader, made_at=at)
    return leader


def _place(outage: Outage) -> str:
    """The place as a crew reads it; no account is named."""
    places = [str(area) for area in outage.areas.exclude(by=OutageArea.By.POINT)[:4]]
    return "、".join(places) or outage.title


@transaction.atomic
def refuse(outage: Outage, ticket: Ticket, *, by: User, at: datetime) -> OutageCase:
    """Say that a candidate does not belong to it; it is not proposed again."""
    held = hold(outage, by=by)
    if not candidates_for(held).filter(pk=ticket.pk).exists():
        raise Invalid(_("%(number)s is no candidate any more.") % {"number": ticket.short_number})
    record(held, "refuse", by=by, at=at, facts={"number": ticket.short_number})
    return OutageCase.objects.create(org_id=held.org_id, outage=held, ticket=ticket, state=REFUSED, at=at, by=by)


def crew_of(outage: Outage) -> Unit | None:
    """Who is on the way: the leader's crew, else the one that was named when it was put on record."""
    leader = leader_of(outage)
    return leader.crew if leader and leader.crew else outage.crew
