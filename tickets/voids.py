"""Which breaches of a case were said to be false, by whom, and what became of it. Read from the history."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from deadlines.models import Binding
from deadlines.models.pauses import KINDS_NEVER_PAUSED
from tickets.actions.taking_back import VOIDED
from tickets.models import Clock, Deadline, Ticket, TicketEvent
from tickets.refusals import AboutTicket
from tickets.sentences import tell

ASKED, REFUSED = "void_asked", "void_refused"
SAID = (ASKED, REFUSED, VOIDED)


class NothingToVoid(AboutTicket):
    """The stage has not fired, is not this case's, or was voided before; or nobody has asked about it."""

    code = "nothing_to_void"
    status = 409

    def sentence(self) -> str:
        return _("There is no such breach of %(number)s to decide on: it has not happened, or is voided already.") % {
            "number": self.ticket.short_number
        }


class StillLate(AboutTicket):
    """The promise runs on and is late by any calendar."""

    code = "still_late"
    status = 409

    def sentence(self) -> str:
        return _(
            "This promise of %(number)s still runs and is overdue by today's calendar as well. "
            "First write down the step that met it; then its breach can be voided."
        ) % {"number": self.ticket.short_number}


@dataclass(frozen=True)
class Breach:
    """A limit that has passed: the last that was said against it, and who may say what now."""

    row: Deadline
    last: TicketEvent | None
    is_mine: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether somebody has asked for a second person's word."""
        return self.last is not None and self.last.what == ASKED

    @property
    def key(self) -> str:
        return str(self.row.pk)

    @property
    def said(self) -> str:
        """The last word against it, as a sentence."""
        return tell(self.last) if self.last else ""

    @property
    def is_voided(self) -> bool:
        return self.last is not None and self.last.what == VOIDED

    @property
    def takes_two(self) -> bool:
        """Whether one person alone cannot void it."""
        return takes_two(self.row.ticket, self.row.clock)


def takes_two(ticket: Ticket, clock: Clock) -> bool:
    """The law's own limits, and every clock of a complaint, a report or an appeal, need a second person (I21)."""
    return clock.binding == Binding.FLOOR or ticket.kind in KINDS_NEVER_PAUSED


def last_word(ticket: Ticket, rows: Iterable[Deadline]) -> dict[str, TicketEvent]:
    """The last event that was said against each of these deadlines, by the deadline's id."""
    named = [str(row.pk) for row in rows]
    events = ticket.timeline.filter(what__in=SAID, facts__deadline__in=named).select_related("by").order_by("seq")
    return {event.facts["deadline"]: event for event in events}


def breaches_of(ticket: Ticket, user: User) -> dict[object, Breach]:
    """The limits of a case that have passed, by their clock, as this person meets them."""
    fired = Deadline.objects.filter(ticket=ticket, state="fired", stage__in=Deadline.FINAL).select_related(
        "clock", "ticket"
    )
    rows = list(fired)
    words = last_word(ticket, rows)
    return {
        row.clock_id: Breach(row, last, is_mine=last is not None and last.by_id == user.pk)
        for row in rows
        for last in [words.get(str(row.pk))]
    }
