"""The cases of an outage: which led, which joined, which might belong to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q

from accounts.models import User
from outages.models import Outage, OutageArea, covers_address
from outages.reach import reached_by
from restoration.models import OutageCase, OutageMaster
from tickets.lifecycle import Kind, Status
from tickets.models import Ticket, TicketLink, TicketQuerySet

# A fault that was called in before the outage is believed to have begun may be the first sign of it.
BEFORE = timedelta(hours=2)
MOST_SHOWN = 200


def leader_of(outage: Outage) -> Ticket | None:
    """The ticket whose crew does the work for all."""
    master = OutageMaster.objects.filter(outage=outage).select_related("ticket__crew", "ticket__handler").first()
    return master.ticket if master else None


def outage_led_by(ticket: Ticket) -> Outage | None:
    """The outage whose cases this ticket leads."""
    master = OutageMaster.objects.filter(ticket=ticket).select_related("outage").first()
    return master.outage if master else None


def outage_of(ticket: Ticket) -> Outage | None:
    """The outage that this ticket is a part of, or that it leads."""
    row = OutageCase.objects.joined().filter(ticket=ticket).select_related("outage").first()
    return row.outage if row else outage_led_by(ticket)


def joined_to(outage: Outage) -> TicketQuerySet:
    """The cases that go along."""
    return Ticket.objects.filter(pk__in=OutageCase.objects.joined().filter(outage=outage).values("ticket"))


def faults_in(outage: Outage) -> TicketQuerySet:
    """Open faults at addresses that it covers, taken in since shortly before it began."""
    since = outage.starts_at - BEFORE
    faults = Ticket.objects.open().filter(org_id=outage.org_id, kind=Kind.FAULT, registered_at__gte=since)
    inside = Q(supply_point__in=reached_by(outage).values("pk"))
    inside |= Q(pk__in=_by_address(faults, outage.areas.all()))
    return faults.filter(inside).exclude(status=Status.RESOLVED)


def _by_address(faults: TicketQuerySet, areas: Iterable[OutageArea]) -> list[UUID]:
    """Those of nobody's account, by the street that was written down."""
    streets = [area for area in areas if area.by == OutageArea.By.STREET]
    if not streets:
        return []
    rows = faults.filter(supply_point__isnull=True).values_list("pk", "address")
    return [pk for pk, at in rows if any(covers_address(area.value, area.low, area.high, at) for area in streets)]


def candidates_for(outage: Outage) -> TicketQuerySet:
    """What was open before and might belong to it: not joined to any, refused by nobody, going along with nothing."""
    decided = OutageCase.objects.filter(Q(outage=outage) | Q(state=OutageCase.State.JOINED))
    taken = TicketLink.objects.standing().filter(Q(follows=True) | Q(kind=TicketLink.Kind.CHILD))
    faults = faults_in(outage).exclude(pk__in=decided.values("ticket"))
    return faults.exclude(pk__in=taken.values("source")).exclude(pk__in=OutageMaster.objects.values("ticket"))


@dataclass(frozen=True)
class Cases:
    """What the page of an outage shows of its cases, as far as the reader may see them."""

    leader: Ticket | None
    joined: list[Ticket]
    candidates: list[Ticket]
    joined_count: int
    candidate_count: int

    @property
    def has_under_way(self) -> bool:
        """Whether a crew has one of the candidates already."""
        return any(one.crew_id for one in self.candidates)

    @property
    def hidden(self) -> int:
        """How many more there are than are shown."""
        return max(0, self.joined_count - len(self.joined))


def cases_of(outage: Outage, user: User) -> Cases:
    """The cases of an outage for its page."""
    seen = Ticket.objects.visible_to(user)
    joined, leader = joined_to(outage), leader_of(outage)
    might = candidates_for(outage) if outage.is_open else Ticket.objects.none()
    return Cases(
        leader=leader,
        joined=list(joined.filter(pk__in=seen.values("pk")).for_list().order_by("registered_at")[:MOST_SHOWN]),
        candidates=list(might.filter(pk__in=seen.values("pk")).for_list().order_by("registered_at")[:MOST_SHOWN]),
        joined_count=joined.count(),
        candidate_count=might.count(),
    )


def counts_of(outages: Iterable[Outage]) -> dict[UUID, int]:
    """How many cases each has, for a list."""
    rows = OutageCase.objects.joined().filter(outage__in=[one.pk for one in outages]).order_by()
    return dict(rows.values_list("outage").annotate(Count("pk")))
