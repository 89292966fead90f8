"""The ways in which reports, sheets, visits and the store say no."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal
from tickets.models import Ticket
from tickets.refusals import AboutTicket


class OwnReport(AboutTicket):
    """Whoever reported does not review the report."""

    code = "own_report"
    status = 403

    def sentence(self) -> str:
        return _("You reported %(number)s yourself; a colleague reviews it.") % {"number": self.ticket.short_number}


class NoReason(Refusal):
    """A company that keeps reason codes wants one of them."""

    code = "no_reason_code"

    def sentence(self) -> str:
        return _("Choose one of the reasons.")


class NoProof(Refusal):
    """The reason asks for something that shows it."""

    code = "no_proof"

    def __init__(self, name: str, wanted: str) -> None:
        super().__init__(name, fields={"proof": wanted})
        self.name, self.wanted = name, wanted

    def sentence(self) -> str:
        return _("“%(reason)s” needs %(proof)s that shows it.") % {"reason": self.name, "proof": self.wanted}


class AskedAlready(AboutTicket):
    """The dispatcher has been asked and has not answered yet."""

    code = "asked_already"
    status = 409

    def sentence(self) -> str:
        facts = {"number": self.ticket.short_number}
        return _("The dispatcher has been asked already to take %(number)s back. Wait for the answer.") % facts


class SheetsOpen(AboutTicket):
    """Sheets of the case are still open."""

    code = "sheets_open"
    status = 409

    def __init__(self, ticket: Ticket, numbers: Sequence[str]) -> None:
        super().__init__(ticket)
        self.numbers = list(numbers)

    def sentence(self) -> str:
        facts = {"number": self.ticket.short_number, "sheets": "、".join(self.numbers)}
        return _("%(number)s has work sheets that are still open: %(sheets)s. Finish them or make them void.") % facts


class SheetMoved(Refusal):
    """Somebody was faster, or the sheet is not at that point."""

    code = "sheet_moved"
    status = 409

    def sentence(self) -> str:
        return _("This sheet stands elsewhere by now. Look at it again.")


class WindowFull(Refusal):
    """No place is left in that window, or it is not offered."""

    code = "window_full"
    status = 409

    def sentence(self) -> str:
        return _("That window is full or not offered any more. Choose another one.")


class NotEnough(Refusal):
    """The depot has less than that."""

    code = "not_enough"
    status = 409

    def __init__(self, item: str, balance: Decimal) -> None:
        super().__init__(item)
        self.item, self.balance = item, balance

    def sentence(self) -> str:
        return _("Only %(balance)s of “%(item)s” lie there.") % {"item": self.item, "balance": self.balance}
