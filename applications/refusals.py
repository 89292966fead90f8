"""The ways in which an application, a filed matter or an appeal says no."""

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal
from tickets.refusals import AboutTicket


class NothingMissing(AboutTicket):
    """A notice of what is missing needs something that is missing."""

    code = "nothing_missing"
    status = 409

    def sentence(self) -> str:
        return _("No paper of %(number)s is missing. Admit it instead.") % {"number": self.ticket.short_number}


class NoStep(AboutTicket):
    """No step of the application is under way, or another one than was meant."""

    code = "no_step"
    status = 409

    def sentence(self) -> str:
        facts = {"number": self.ticket.short_number}
        return _("Another step of %(number)s is under way by now. Look at it again.") % facts


class CrewReports(AboutTicket):
    """A crew's step ends when the crew reports back."""

    code = "crew_reports"
    status = 409

    def sentence(self) -> str:
        facts = {"number": self.ticket.short_number}
        return _("This step of %(number)s is done by a crew and ends when the crew reports back.") % facts


class StepsLeft(AboutTicket):
    """An application is settled after its last step."""

    code = "steps_left"
    status = 409

    def sentence(self) -> str:
        return _("Steps of %(number)s are still to come.") % {"number": self.ticket.short_number}


class NotApprovedByOneself(Refusal):
    """Whoever files a matter does not approve it."""

    code = "second_person"
    status = 403

    def sentence(self) -> str:
        return _("You filed this yourself; somebody else has to decide.")
