"""The ways in which dispatching says no."""

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal
from tickets.models import Ticket, TicketEvent


class SentAlready(Refusal):
    """A colleague, or the rule, was faster: it says who sent whom."""

    code = "sent_already"
    status = 409

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(ticket)
        self.ticket = ticket
        sent = TicketEvent.objects.filter(ticket=ticket, what="dispatch").select_related("by")
        self.last = sent.order_by("-seq").first()

    def sentence(self) -> str:
        if self.last is None or self.ticket.crew_id is None:
            return _("%(number)s no longer waits here.") % {"number": self.ticket.short_number}
        facts = {"number": self.ticket.short_number, "crew": self.last.facts.get("crew", "")}
        if self.last.by is None:
            return _("%(number)s: the rule has just sent %(crew)s.") % facts
        return _("%(number)s: %(who)s has just sent %(crew)s.") % (facts | {"who": self.last.by.name})


class TooLateToTakeBack(Refusal):
    """The seconds are over, the crew has accepted, or it is somebody else's."""

    code = "too_late_to_take_back"
    status = 409

    def sentence(self) -> str:
        return _("It can no longer be taken back: the crew has been told. Send another crew instead.")


class CrewIsFull(Refusal):
    """The rule gives no crew more than its limit."""

    code = "crew_is_full"
    status = 409

    def sentence(self) -> str:
        return _("This crew has as many jobs as it may carry.")


class NotTogether(Refusal):
    """Jobs go together only if they wait at one transformer."""

    code = "not_together"
    status = 422

    def sentence(self) -> str:
        return _("It is not at the same transformer; it was left in the queue.")


class CrewChanged(Refusal):
    """Somebody else saved the crew in the meantime."""

    code = "stale_version"
    status = 409

    def sentence(self) -> str:
        return _("Somebody changed this crew in the meantime. Look at it and save again; what you typed is kept.")


class TermsChanged(Refusal):
    """Somebody else saved the bounds of the phones in the meantime."""

    code = "stale_version"
    status = 409

    def sentence(self) -> str:
        return _("Somebody changed this in the meantime. Look at it and save again; what you typed is kept.")


class ShiftsOverlap(Refusal):
    """On the rota already at that time."""

    code = "shifts_overlap"
    status = 409

    def __init__(self, name: str, when: str) -> None:
        super().__init__(name, when)
        self.name, self.when = name, when

    def sentence(self) -> str:
        return _("%(who)s is on the rota already, %(when)s.") % {"who": self.name, "when": self.when}
