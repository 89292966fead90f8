"""The way in which a case says that it cannot end yet."""

from django.utils.translation import gettext as _

from tickets.models import Ticket
from tickets.refusals import AboutTicket


class NotComplete(AboutTicket):
    """The category asks for something before the work is called done or the case ends. `fields` says what."""

    code = "missing"
    status = 422

    def __init__(self, ticket: Ticket, missing: dict[str, str]) -> None:
        super().__init__(ticket)
        self.fields = missing

    def sentence(self) -> str:
        facts = {"names": "、".join(self.fields.values())}
        return _("It cannot be closed yet: %(names)s is missing.") % facts

    @property
    def page(self) -> str:
        """Where what is missing can be given."""
        return f"/t/{self.ticket.number}/closing/"
