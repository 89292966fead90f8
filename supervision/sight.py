"""Whose work is looked at: what a person may see, or the places that a wall screen shows."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from accounts.models import Unit, User
from accounts.standing import kept
from tickets.lifecycle import Kind
from tickets.models import Ticket, TicketQuerySet


@dataclass(frozen=True)
class Sight:
    """The companies, and in them the cases. Without a person it is a wall's: the places under `place`, nothing secret."""

    user: User | None = None
    place: Unit | None = None

    @cached_property
    def orgs(self) -> set[UUID]:
        if self.user is not None:
            return self.user.orgs()
        return {self.place.org_id} if self.place is not None and self.place.org_id else set()

    @property
    def hall(self) -> Unit | None:
        """The one hall of a wall that shows no more."""
        return self.place if self.place is not None and self.place.kind == Unit.Kind.HALL else None

    @cached_property
    def halls(self) -> list[Unit]:
        """The halls that are shown."""
        rows = Unit.objects.filter(kind=Unit.Kind.HALL).order_by("code")
        if self.user is not None:
            mine = frozenset(self.user.units("board"))
            return kept(("halls of a board", mine), lambda: list(rows.filter(pk__in=mine)))
        return list(rows.filter(path__startswith=self.place.path)) if self.place is not None else []

    @property
    def tickets(self) -> TicketQuerySet:
        if self.user is not None:
            return Ticket.objects.visible_to(self.user)
        places = (
            Unit.objects.filter(path__startswith=self.place.path) if self.place is not None else Unit.objects.none()
        )
        return Ticket.objects.filter(unit__in=places.values("pk")).exclude(kind=Kind.REPORT)
