"""What the customer takes home: the number, the promise, a name, and a code that leads to the progress page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import segno
from django.db import connection, transaction

from accounts.actions import audit
from accounts.models import User
from tickets.actions.telling import SAID_TO_CUSTOMERS, progress_url
from tickets.faces import face_of_case
from tickets.models import Clock, Ticket

QUIET = 4
MOST_ON_ONE = 6
_COUNT = """UPDATE tickets_ticket SET slips = LEAST(slips + 1, 32000) WHERE id = ANY(%s::uuid[]) RETURNING id, slips"""


@dataclass(frozen=True)
class Code:
    """A QR code as one SVG path, with the white margin that scanners need."""

    side: int
    path: str


@dataclass(frozen=True)
class Entry:
    """One request on the paper: what was promised, the category's own words, and the way to its progress."""

    ticket: Ticket
    promised: list[Clock]
    receipt: str
    link: str
    code: Code


@dataclass(frozen=True)
class Slip:
    """One printed paper; `n` says how often one was made for this request, the first time counted."""

    entries: list[Entry]
    n: int

    @property
    def is_reprint(self) -> bool:
        return self.n > 1


def code_of(text: str) -> Code:
    """Return the QR code of `text`, error correction M."""
    matrix = segno.make(text, error="m", micro=False).matrix
    return Code(len(matrix) + 2 * QUIET, "".join(_runs(matrix)))


def _runs(matrix: tuple[bytearray, ...]) -> Iterator[str]:
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            length = next((n for n, dark in enumerate(row[x:]) if not dark), len(row) - x)
            if length:
                yield f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z"
            x += max(length, 1)


def promised_to_customer(tickets: Iterable[Ticket]) -> dict[UUID, list[Clock]]:
    """The running promises that were made to the customer, soonest first, by request."""
    said = Clock.objects.running().promised().filter(ticket__in=list(tickets), name__in=SAID_TO_CUSTOMERS)
    found: dict[UUID, list[Clock]] = {}
    for clock in said.select_related("promise").order_by("due_at"):
        found.setdefault(clock.ticket_id, []).append(clock)
    return found


@transaction.atomic
def print_slip(ticket: Ticket, *, by: User, at: datetime, size: str = "slip", whole_visit: bool = False) -> Slip:
    """Make the paper ready, count it, and record who had it made: it carries a key to the progress page.

    With `whole_visit` everything else that was taken in at the same visit, as far as `by` may see it, stands on it too.
    """
    tickets = [ticket, *(others_of_visit(ticket, by) if whole_visit else [])]
    counts = _counted(tickets)
    for one in tickets:
        audit(what="slip", by=by, at=at, facts={"ticket": one.number, "n": counts[one.pk], "size": size})
    promised = promised_to_customer(tickets)
    return Slip([_entry(one, promised.get(one.pk, []), at=at) for one in tickets], counts[ticket.pk])


def show_code(ticket: Ticket, *, by: User, at: datetime) -> Entry:
    """The code for the customer's phone, shown on the screen when no paper comes out; on record as well."""
    audit(what="slip", by=by, at=at, facts={"ticket": ticket.number, "size": "screen"})
    return _entry(ticket, [], at=at)


def others_of_visit(ticket: Ticket, user: User) -> list[Ticket]:
    """What else was taken in at the same visit, oldest first."""
    if ticket.visit_id is None:
        return []
    same = Ticket.objects.visible_to(user).for_list().filter(visit=ticket.visit_id).exclude(pk=ticket.pk)
    return list(same.select_related("category_version").order_by("registered_at", "pk")[: MOST_ON_ONE - 1])


def _counted(tickets: list[Ticket]) -> dict[UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [[one.pk for one in tickets]])
        return dict(cursor.fetchall())


def _entry(ticket: Ticket, promised: list[Clock], *, at: datetime) -> Entry:
    link = progress_url(ticket, at=at)
    return Entry(ticket, promised, face_of_case(ticket).receipt, link, code_of(link))
