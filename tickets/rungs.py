"""Who stands on a rung of the chain above a case: read for many cases at once, in a handful of queries.

The handler and the first contact are the case's own. A team leader, a director and an executive hold that role at a
place; of the places above the hall that took the case in, and above the crew that has it, the nearest counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from accounts.models import Grant, Unit, User, ancestors
from accounts.roles import Role
from deadlines.stages import LADDER, Rung
from tickets.actions.telling import role_at
from tickets.lifecycle import ORDER
from tickets.models import Barred, Ticket
from tickets.secrecy import is_secret, named_in
from tickets.standing_in import stand_ins

ROLE_ON: dict[str, str] = {
    Rung.TEAM_LEADER: Role.SUPERVISOR,
    Rung.DIRECTOR: Role.DIRECTOR,
    Rung.EXECUTIVE: Role.EXECUTIVE,
}
PEOPLE = ("pk", "org_id", "home_id", "calendar")


@dataclass(frozen=True)
class Person:
    """Somebody who can be told something: active, and a human being."""

    pk: UUID
    org_id: UUID | None
    home_id: UUID | None
    calendar: str
    home_path: str


def climb(rungs: Iterable[str], raised: int) -> list[str]:
    """These rungs, and as many above the highest of them as urging has raised the case."""
    named = sorted(set(rungs), key=LADDER.index)
    above = LADDER.index(named[-1]) + 1
    return [*named, *LADDER[above : above + raised]]


class Chain:
    """The people above some cases; `bound` are those whom an order about a case binds: they handle the order."""

    def __init__(self, tickets: Iterable[Ticket], bound: Mapping[UUID, frozenset[UUID]]) -> None:
        tickets, self._bound = list(tickets), bound
        ids = {pk for one in tickets for pk in (one.unit_id, one.crew_id, one.queue_id) if pk}
        self.places: dict[UUID, Unit] = Unit.objects.only("path", "kind", "duty").in_bulk(ids)
        self._standing: dict[tuple[str, str], set[UUID]] = defaultdict(set)
        paths = {path for unit in self.places.values() for path in ancestors(unit.path)}
        roles = {*ROLE_ON.values(), *(role_at(unit) for unit in self.places.values())}
        grants = Grant.objects.live().filter(unit__path__in=paths, role__in=roles)
        for role, path, person in grants.values_list("role", "unit__path", "person_id"):
            self._standing[role, path].add(person)
        own = {pk for one in tickets for pk in (one.handler_id, one.first_contact_id) if pk}
        self._deputies = {person: deputy.pk for person, deputy in stand_ins(own).items()}
        secret = {one.org_id for one in tickets if is_secret(one)}
        self._named = named_in(secret) if secret else {}
        self.people = _people(
            own.union(*self._standing.values(), *bound.values(), *self._named.values(), self._deputies.values())
        )
        self._hidden = _hidden(tickets)
        self._known: dict[tuple[str, UUID], frozenset[UUID]] = {}

    def told(self, rung: str, ticket: Ticket, clock: str) -> frozenset[UUID]:
        """Who is told: those on the rung, else on the next one above that is not empty, else on the nearest below."""
        at = LADDER.index(rung)
        for tried in (*LADDER[at:], *reversed(LADDER[:at])):
            people = self._on(tried, ticket, clock)
            if people:
                return people
        return frozenset()

    def on(self, rung: str, ticket: Ticket) -> frozenset[UUID]:
        """Those who stand on this very rung; nobody, where it is empty."""
        return self._on(rung, ticket, "")

    def _on(self, rung: str, ticket: Ticket, clock: str) -> frozenset[UUID]:
        hidden = self._hidden.get(ticket.pk, frozenset())
        if is_secret(ticket):
            return self._present(self._named.get(ticket.org_id, ()), hidden)
        if rung == Rung.FIRST_CONTACT:
            return self._present(self._with_deputy(ticket.first_contact_id), hidden)
        if rung == Rung.HANDLER:
            return self._present(self._holders(ticket, clock), hidden)
        places = [self.places[pk] for pk in (ticket.unit_id, ticket.crew_id) if pk]
        return frozenset().union(*(self._nearest(ROLE_ON[rung], unit, hidden) for unit in places))

    def _holders(self, ticket: Ticket, clock: str) -> Iterable[UUID]:
        if clock == ORDER:
            return self._bound.get(ticket.pk, ())
        if ticket.handler_id:
            return self._with_deputy(ticket.handler_id)
        queue = self.places[ticket.queue_id] if ticket.queue_id else None
        return self._covering(role_at(queue), queue) if queue else ()

    def _with_deputy(self, person: UUID) -> set[UUID]:
        """The person whose case it is, and who stands in for them while they are away."""
        return {person, self._deputies.get(person, person)}

    def _covering(self, role: str, unit: Unit) -> frozenset[UUID]:
        known = self._known.get((role, unit.pk))
        if known is None:
            known = frozenset().union(*(self._standing.get((role, path), ()) for path in ancestors(unit.path)))
            self._known[role, unit.pk] = known
        return known

    def _nearest(self, role: str, unit: Unit, hidden: frozenset[UUID]) -> frozenset[UUID]:
        if not hidden and ("nearest " + role, unit.pk) in self._known:
            return self._known["nearest " + role, unit.pk]
        found: frozenset[UUID] = frozenset()
        for path in reversed(ancestors(unit.path)):
            found = found or self._present(self._standing.get((role, path), ()), hidden)
        if not hidden:
            self._known["nearest " + role, unit.pk] = found
        return found

    def _present(self, keys: Iterable[UUID], hidden: frozenset[UUID]) -> frozenset[UUID]:
        """Those of them who are there, less those from whom the case is hidden."""
        there = (self.people[pk] for pk in keys if pk in self.people)
        return frozenset(one.pk for one in there if one.pk not in hidden and one.home_id not in hidden)


def _people(keys: Iterable[UUID]) -> dict[UUID, Person]:
    rows = User.objects.filter(pk__in=keys, is_active=True, is_service=False).annotate(home_path=F("home__path"))
    told = (Person(**row | {"home_path": row["home_path"] or ""}) for row in rows.values(*PEOPLE, "home_path"))
    return {one.pk: one for one in told}


def _hidden(tickets: Iterable[Ticket]) -> dict[UUID, frozenset[UUID]]:
    """For each case the people and units from whom it is hidden."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Barred.objects.filter(ticket__in=[one.pk for one in tickets])
    for ticket, *barred in rows.values_list("ticket_id", "user_id", "unit_id"):
        found[ticket].update(pk for pk in barred if pk)
    return {pk: frozenset(barred) for pk, barred in found.items()}
