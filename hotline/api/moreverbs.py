"""What is rarer at a ticket: a dispatch put back, a crew that comes late, a return judged, a registration undone."""

from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.fields import UnitField
from hotline.api.says import verb
from hotline.api.strict import Nothing
from hotline.api.verbs import ReasonIn, Verbs
from hotline.api.versions import Versioned
from tickets.actions import field, undoing
from worksheets.actions import returning


class ArbitrateIn(ReasonIn):
    """Who keeps it: a crew, a desk or a hall of the company."""

    unit = UnitField("crew", "desk", "hall")


class MoreVerbs(Verbs):
    """Steps that are taken seldom; each answers with the ticket as it is then."""

    verbs = {verb: verb for verb in ("unclaim", "let_go", "refuse_send_back", "arbitrate", "undo")}

    @verb(ReasonIn)
    def unclaim(self, request: Request, number: str) -> Response:
        """Whoever took it on puts it back into the queue."""
        return self.act(field.unclaim)

    @verb(Versioned)
    def let_go(self, request: Request, number: str) -> Response:
        """The dispatcher takes back what the crew asked to send back too late."""
        return self.act(returning.let_go)

    @verb(ReasonIn)
    def refuse_send_back(self, request: Request, number: str) -> Response:
        """The dispatcher does not take it back; the crew is told why."""
        return self.act(returning.refuse_send_back)

    @verb(ArbitrateIn)
    def arbitrate(self, request: Request, number: str) -> Response:
        """The supervisor says who keeps it; from then on nobody else sends it back."""
        return self.act(returning.arbitrate)

    @verb(Nothing)
    def undo(self, request: Request, number: str) -> Response:
        """Undo a registration within its seconds, by whoever made it: nobody ever hears of it."""
        return self.act(undoing.undo)
