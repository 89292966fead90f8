"""What the customer takes home: the number, the promise, a name, and a code that leads to the progress page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import segno

from accounts.actions import audit
from accounts.models import User
from tickets.actions.telling import SAID_TO_CUSTOMERS, progress_url
from tickets.models import Clock, Ticket

QUIET = 4


@dataclass(frozen=True)
class Code:
    """A QR code as one SVG path, with the white margin that scanners need."""

    side: int
    path: str


@dataclass(frozen=True)
class Slip:
    """One printed paper."""

    ticket: Ticket
    promised: list[Clock]
    link: str
    code: Code


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


def promised_to_customer(ticket: Ticket) -> list[Clock]:
    """The running promises that were made to the customer, soonest first."""
    said = Clock.objects.running().promised().filter(ticket=ticket, name__in=SAID_TO_CUSTOMERS)
    return list(said.select_related("promise").order_by("due_at"))


def print_slip(ticket: Ticket, *, by: User, at: datetime) -> Slip:
    """Make the paper ready and record who had it made: it carries a key to the progress page."""
    audit(what="slip", by=by, at=at, facts={"ticket": ticket.number})
    link = progress_url(ticket, at=at)
    return Slip(ticket, promised_to_customer(ticket), link, code_of(link))
