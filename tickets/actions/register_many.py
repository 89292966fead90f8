"""Many requests taken in at once: what `desk.register` does to one, in about as many statements for a thousand as for ten.

Every case still has its own number, clocks, event, notices and text. Of those that share a telephone, a customer, an account
or an address one comes after the other, so that the second finds the first. `tests/tickets/test_register_many.py` compares
both ways, row by row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from accounts.models import Unit, User
from servicedesk.lib.refusals import NotAllowed, Refusal
from servicedesk.lib.together import gathered, put
from tickets.actions.clocks import run_clocks
from tickets.actions.desk import new_ticket
from tickets.actions.filling import open_sheet
from tickets.actions.numbering import next_numbers
from tickets.actions.promises import pledge
from tickets.actions.spine import record_birth
from tickets.actions.telling import tell_about, tell_of_birth
from tickets.actions.versions import version_for
from tickets.intake import Intake
from tickets.models import CategoryVersion, Clock, Ticket
from tickets.refusals import SameNumberOtherContent
from tickets.signals import tickets_registered

# In the same order as everybody's, so that two loads of the same numbers wait for each other and never both.
_WAIT = """SELECT pg_advisory_xact_lock(hashtextextended(told, 0))
             FROM (SELECT told FROM unnest(%s::text[]) AS told ORDER BY hashtextextended(told, 0)) AS named"""
_LOOK = """SELECT t.source, t.external_number, t.id FROM tickets_ticket t
             JOIN unnest(%s::text[], %s::text[]) AS told (source, number)
               ON t.source = told.source AND t.external_number = told.number"""


@dataclass(frozen=True)
class Wish:
    """One request and the hall that takes it in. Its `external_number` is there, and is its source's own."""

    intake: Intake
    unit: Unit

    @property
    def number(self) -> tuple[str, str]:
        return (self.intake.source, self.intake.external_number)

    @property
    def traces(self) -> set[object]:
        """Whatever would lead to another case of the same matter."""
        intake, point = self.intake, self.intake.supply_point
        who = ("who", intake.customer.pk) if intake.customer else None
        where = ("where", intake.address or (point.address if point else ""))
        known = {("phone", intake.contact_phone), ("at", point.pk) if point else None, who, where}
        return {trace for trace in known if trace and trace[1]}


@dataclass(frozen=True)
class Taken:
    """What became of one: the case, and whether it is new."""

    ticket: Ticket
    is_new: bool


def register_many(wishes: Sequence[Wish], *, by: User, at: datetime) -> list[Taken | Refusal]:
    """Take many requests in and say of each what became of it, in their order. Must run inside a transaction.

    What one lacks is its own refusal and stops no other. Raises NotAllowed where `by` may not take in at one of the halls.
    """
    for unit in {wish.unit.pk for wish in wishes}:
        if not by.may_at("register", unit):
            raise NotAllowed("register")
    done: dict[int, Taken | Refusal] = _known(wishes)
    for wave in _waves([(n, wish) for n, wish in enumerate(wishes) if n not in done]):
        done |= _take(wave, by=by, at=at)
    return [done[n] for n in range(len(wishes))]


def _known(wishes: Sequence[Wish]) -> dict[int, Taken | Refusal]:
    """Those whose number has been here before: the case that exists, or the refusal of another content."""
    sources, numbers = [wish.number[0] for wish in wishes], [wish.number[1] for wish in wishes]
    with connection.cursor() as cursor:
        cursor.execute(_WAIT, [["/".join(wish.number) for wish in wishes]])
        cursor.execute(_LOOK, [sources, numbers])
        found = {(source, number): pk for source, number, pk in cursor.fetchall()}
    there = Ticket.objects.in_bulk(list(found.values()))
    return {n: _again(wish, there[found[wish.number]]) for n, wish in enumerate(wishes) if wish.number in found}


def _again(wish: Wish, ticket: Ticket) -> Taken | Refusal:
    return Taken(ticket, is_new=False) if ticket.source_digest == wish.intake.digest else SameNumberOtherContent()


def _waves(rest: list[tuple[int, Wish]]) -> Iterator[list[tuple[int, Wish]]]:
    """Part them so that no two of a wave have anything in common; who shares something with a wave comes after it."""
    while rest:
        wave: list[tuple[int, Wish]] = []
        later: list[tuple[int, Wish]] = []
        seen: set[object] = set()
        for n, wish in rest:
            traces = wish.traces
            (later if seen & traces else wave).append((n, wish))
            seen |= traces
        yield wave
        rest = later


def _take(wave: list[tuple[int, Wish]], *, by: User, at: datetime) -> dict[int, Taken | Refusal]:
    done: dict[int, Taken | Refusal] = {}
    made: list[tuple[int, Wish, CategoryVersion, Ticket]] = []
    versions = {one.pk: version_for(one, at=at) for one in {wish.intake.category for _n, wish in wave}}
    for n, wish in wave:
        version = versions[wish.intake.category.pk]
        try:
            made.append((n, wish, version, new_ticket(wish.intake, version, unit=wish.unit, by=by, at=at)))
        except Refusal as refusal:
            done[n] = refusal
    _number([ticket for _n, _wish, _version, ticket in made], at=at)
    begun: dict[UUID, list[Clock]] = {}
    with gathered():
        for _n, wish, version, ticket in made:
            promises = pledge(ticket, at=at)
            put(ticket)
            open_sheet(ticket, version)
            record_birth(ticket, by=by, at=at, facts={"channel": ticket.channel, "hall": wish.unit.name})
            begun[ticket.pk] = run_clocks(ticket, "register", at=at, promises=promises)
    tickets = [ticket for _n, _wish, _version, ticket in made]
    more = {ticket.pk: wish.intake.more for _n, wish, _version, ticket in made}
    tickets_registered.send(Ticket, tickets=tickets, at=at, more=more)
    _tell(tickets, begun, by=by, at=at)
    return done | {n: Taken(ticket, is_new=True) for n, _wish, _version, ticket in made}


def _number(tickets: Sequence[Ticket], *, at: datetime) -> None:
    """Give each its number, hall after hall in the same order everywhere."""
    halls = {ticket.unit_id: ticket.unit for ticket in tickets}
    for pk in sorted(halls):
        mine = [ticket for ticket in tickets if ticket.unit_id == pk]
        for ticket, number in zip(mine, next_numbers(halls[pk], [at] * len(mine)), strict=True):
            ticket.number = number


def _tell(tickets: Sequence[Ticket], begun: dict[UUID, list[Clock]], *, by: User, at: datetime) -> None:
    with gathered():
        for ticket in tickets:
            if ticket.seq == 1:
                tell_of_birth(ticket, begun=begun[ticket.pk], by=by, at=at)
            else:
                tell_about(ticket, "register", by=by, at=at)
