"""Which crew to send: the three best, each with the reason."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from tickets.lifecycle import CREWED
from tickets.models import Ticket

LIMIT = 6
SUGGESTED = 3


@dataclass(frozen=True)
class CrewLoad:
    """A crew, how much it has, and what it is on."""

    crew: Unit
    load: int
    near: int
    current: str

    @property
    def dots(self) -> list[str]:
        """One mark for each job it can carry: taken, free, or all full."""
        kind = "full" if self.load >= LIMIT else "on"
        return [kind if n < self.load else "" for n in range(LIMIT)]

    @property
    def reason(self) -> str:
        if self.near:
            return _("already at the same transformer (%(count)d)") % {"count": self.near}
        if not self.load:
            return _("free")
        return _("%(count)d open jobs") % {"count": self.load}


def crews_for(user: User, ticket: Ticket | None) -> list[CrewLoad]:
    """The crews that `user` may send, best first for `ticket`: at the same transformer, then with the least work."""
    crews = Unit.objects.filter(kind=Unit.Kind.CREW, is_active=True, pk__in=user.units("dispatch"))
    if ticket:
        crews = crews.filter(org_id=ticket.org_id)
    at_work = Q(jobs__status__in=CREWED)
    crews = crews.annotate(load=Count("jobs", filter=at_work, distinct=True)).order_by("code")
    near = _near(ticket)
    current = _current_jobs([crew.pk for crew in crews])
    loads = [CrewLoad(crew, crew.load, near.get(crew.pk, 0), current.get(crew.pk, "")) for crew in crews]
    return sorted(loads, key=lambda one: (-one.near, one.load, one.crew.code))


def _near(ticket: Ticket | None) -> dict[UUID, int]:
    if ticket is None or ticket.supply_point is None or not ticket.supply_point.transformer:
        return {}
    same = Ticket.objects.filter(
        org_id=ticket.org_id, status__in=CREWED, supply_point__transformer=ticket.supply_point.transformer
    )
    return dict(same.exclude(pk=ticket.pk).values_list("crew").annotate(count=Count("pk")))


def _current_jobs(crews: list[UUID]) -> dict[UUID, str]:
    jobs = Ticket.objects.filter(crew__in=crews, status__in=["en_route", "on_site"]).order_by("registered_at")
    return {ticket.crew_id: f"{ticket.short_number} {ticket.masked_address}" for ticket in jobs if ticket.crew_id}
