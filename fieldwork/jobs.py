"""Everything that a crew is needed for or has: one question for the whole board, in the order of time left."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import JSONArray, JSONObject

from accounts.models import Unit, User
from fieldwork.model_crews import SkillNeed
from tickets.lifecycle import CREWED, Status
from tickets.models import Clock, Ticket, TicketQuerySet

MOST = 2000
ON_THE_WAY = frozenset({Status.EN_ROUTE, Status.ON_SITE, Status.RESTORED})
_SHOWN = (
    *("id", "org_id", "number", "kind", "track", "status", "title", "description", "hazard", "address", "area"),
    *("urges", "raised", "returns", "version", "seq", "registered_at", "crew_id", "category_id", "suspended_at"),
    *("unit_id", "first_contact_id", "handler_id", "queue_id", "to_arbiter", "round"),
    *("supply_point__transformer", "supply_point__feeder", "supply_point__latitude", "supply_point__longitude"),
    *("supply_point__address", "supply_point__org"),
)
# What is said of a job's hall. A board has hundreds of jobs of a few halls: each hall is made once.
_OF_HALL = [one.attname for one in Unit._meta.concrete_fields if one.name in {"id", "name", "code", "path", "kind"}]


@dataclass(frozen=True)
class First:
    """The clock that is due first, as far as a row of a list shows it."""

    name: str
    due_at: datetime
    started_at: datetime
    generation: int


@dataclass(frozen=True)
class Job:
    """A case in the field or on its way there, with its first clock and the skills that it asks for."""

    ticket: Ticket
    clock: First | None
    needs: tuple[str, ...]

    @property
    def transformer(self) -> str:
        point = self.ticket.supply_point
        return point.transformer if point else ""

    @property
    def feeder(self) -> str:
        point = self.ticket.supply_point
        return point.feeder if point else ""

    @property
    def place(self) -> tuple[float, float] | None:
        point = self.ticket.supply_point
        return point.place if point else None

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for a dispatcher."""
        return self.ticket.status == Status.REGISTERED

    @property
    def is_under_way(self) -> bool:
        return self.ticket.status in ON_THE_WAY

    @property
    def order(self) -> tuple[bool, datetime]:
        """Soonest due first; what has no clock after that, oldest first."""
        return (self.clock is None, self.clock.due_at if self.clock else self.ticket.registered_at)

    def is_late(self, at: datetime) -> bool:
        return self.clock is not None and self.clock.due_at <= at


class Jobs:
    """The jobs that somebody may see, or those of one company; read once."""

    def __init__(self, tickets: TicketQuerySet) -> None:
        self.tickets = tickets

    @classmethod
    def visible_to(cls, user: User) -> "Jobs":
        return cls(Ticket.objects.visible_to(user))

    @cached_property
    def all(self) -> list[Job]:
        """In the order of time left."""
        halls: dict[UUID, Unit] = {}
        return sorted((_job(row, halls) for row in _open(self.tickets)[:MOST]), key=lambda job: job.order)

    @cached_property
    def waiting(self) -> list[Job]:
        return [job for job in self.all if job.is_waiting]

    @cached_property
    def of_crews(self) -> dict[UUID, list[Job]]:
        """What each crew has."""
        found: dict[UUID, list[Job]] = {}
        for job in self.all:
            if job.ticket.crew_id and not job.is_waiting:
                found.setdefault(job.ticket.crew_id, []).append(job)
        return found


def _open(tickets: TicketQuerySet) -> TicketQuerySet:
    """What waits to be dispatched or lies with a crew, with clock and needs in the same statement."""
    first = Clock.objects.running().promised().filter(ticket=OuterRef("pk")).order_by("due_at")
    told = {name: F(name) for name in ("name", "due_at", "started_at", "generation")}
    line = Q(category=OuterRef("category")) | Q(category=OuterRef("category__parent"))
    line |= Q(category=OuterRef("category__parent__parent"))
    asked = SkillNeed.objects.filter(line, skill__is_active=True).order_by("skill__name")
    waiting = Q(kind__in=("fault", "service"), status=Status.REGISTERED)
    found = tickets.filter(waiting | Q(status__in=CREWED, crew__isnull=False), imported_at__isnull=True)
    found = found.on_their_own().select_related("supply_point")
    return found.only(*_SHOWN).annotate(
        first_contact_name=F("first_contact__name"),
        of_hall=JSONArray(*(f"unit__{name}" for name in _OF_HALL)),
        first_clock=Subquery(first.values(told=JSONObject(**told))[:1]),
        needed=ArraySubquery(asked.values("skill__name")),
    )


def _job(ticket: Any, halls: dict[UUID, Unit]) -> Job:
    if ticket.unit_id not in halls:
        pk, *told = ticket.of_hall
        halls[ticket.unit_id] = Unit.from_db("default", _OF_HALL, [UUID(pk), *told])
    ticket.unit = halls[ticket.unit_id]
    told = ticket.first_clock
    clock = None
    if told:
        due_at, started_at = (datetime.fromisoformat(told[name]) for name in ("due_at", "started_at"))
        clock = First(told["name"], due_at, started_at, told["generation"])
    return Job(ticket, clock, tuple(dict.fromkeys(ticket.needed)))
