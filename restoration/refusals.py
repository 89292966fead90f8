"""What cases of an outage cannot do."""

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal
from tickets.models import Ticket


class NotUnderWay(Refusal):
    """No crew is on its way to this case, or it cannot join this outage."""

    code = "not_under_way"
    status = 409

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(ticket)
        self.ticket = ticket

    def sentence(self) -> str:
        return _("%(number)s cannot join any more, or no crew is under way to it. Look at it again.") % {
            "number": self.ticket.short_number
        }
