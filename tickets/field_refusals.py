"""The ways in which a case in the field says no."""

from django.utils.translation import gettext as _

from tickets.refusals import AboutTicket


class ArbiterFirst(AboutTicket):
    """The case was sent back so often that a supervisor says first whose it is."""

    code = "arbiter_first"
    status = 409

    def sentence(self) -> str:
        facts = {"number": self.ticket.short_number, "n": self.ticket.returns}
        return _("%(number)s was sent back %(n)d times; the supervisor decides first who keeps it.") % facts


class Decided(AboutTicket):
    """It was decided whose the case is; only the arbiter changes that."""

    code = "decided"
    status = 409

    def sentence(self) -> str:
        facts = {"number": self.ticket.short_number, "unit": self.ticket.kept_by.name if self.ticket.kept_by else ""}
        return _("It was decided that %(unit)s keeps %(number)s. Speak with the supervisor.") % facts
