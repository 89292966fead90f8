"""The verbs of a ticket over REST: the very actions behind the pages, one address each."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.fields import PersonField, UnitField
from hotline.api.filled import Filled
from hotline.api.says import verb
from hotline.api.strict import Strict
from hotline.api.tickets import OnTicket
from hotline.api.versions import Versioned, do_as_seen
from tickets.actions import closing, desk, urging
from tickets.models import Ticket
from tickets.sentences import tell

LONGEST = 5000
MOST_CHANGES = 20


class Words(serializers.CharField):
    """A text that must say something."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LONGEST} | options)


class Reason(serializers.CharField):
    """Why something is done; it stays in the history."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 500} | options)


class TextIn(Versioned):
    text = Words()


class ReplyIn(TextIn):
    filled = Filled()


class FillIn(Versioned):
    filled = Filled(allow_empty=False, required=True, default=serializers.empty)


class CallIn(TextIn):
    reached = serializers.BooleanField()


class UrgeIn(Strict):
    text = Words(default="", allow_blank=True)


class ReasonIn(Versioned):
    reason = Reason()


class TransferIn(ReasonIn):
    unit = UnitField("hall", "crew", "desk", required=False)
    person = PersonField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("unit" in attrs) == ("person" in attrs):
            raise ValidationError({"unit": _("Name either a unit or a person.")})
        return attrs


class CloseIn(Versioned):
    outcome = serializers.ChoiceField(choices=list(closing.OUTCOMES))
    reason = Reason(default="", allow_blank=True)
    filled = Filled()


class Verbs(OnTicket):
    """A family of verbs: each takes its input, calls its action, shows the ticket."""

    def act(self, do: Callable[..., Ticket]) -> Response:
        """Do it with what was sent; a version in If-Match counts like one in the body."""
        ticket = self.get_object()
        return self.shown(do_as_seen(self, ticket, do, since=partial(since, ticket)))


def since(ticket: Ticket, version: int) -> dict[str, str]:
    """What was changed after the version that the caller saw, by the version that it made."""
    rows = ticket.timeline.select_related("by").filter(version__gt=version).order_by("-seq")[:MOST_CHANGES]
    return {str(event.version): str(tell(event)) for event in reversed(rows)}


class DeskVerbs(Verbs):
    """What the desk does: add, urge, answer, pass on, withdraw, close, open again."""

    verbs = {
        verb: verb for verb in ("note", "call", "urge", "reply", "transfer", "withdraw", "fill", "close", "reopen")
    }

    @verb(TextIn)
    def note(self, request: Request, number: str) -> Response:
        """Add a note for colleagues."""
        return self.act(desk.note)

    @verb(CallIn)
    def call(self, request: Request, number: str) -> Response:
        """Write down a telephone call with the customer; `reached` says whether they answered."""
        return self.act(desk.call)

    @verb(UrgeIn)
    def urge(self, request: Request, number: str) -> Response:
        """The customer asks again. Too soon by the company's rule: 429 `urged_already` with `fields.next_at`."""
        return self.act(urging.urge)

    @verb(ReplyIn)
    def reply(self, request: Request, number: str) -> Response:
        """Answer the customer; the case waits for its callback, or is closed where none is owed."""
        return self.act(desk.reply)

    @verb(TransferIn)
    def transfer(self, request: Request, number: str) -> Response:
        """Pass the case on to another place or person."""
        return self.act(_transfer)

    @verb(ReasonIn)
    def withdraw(self, request: Request, number: str) -> Response:
        """The customer withdraws, or it was registered by mistake."""
        return self.act(desk.withdraw)

    @verb(FillIn)
    def fill(self, request: Request, number: str) -> Response:
        """Write down what closing asks for, by the codes of the category's `to_close`; what is missing is named in `fields`."""
        return self.act(closing.fill)

    @verb(CloseIn)
    def close(self, request: Request, number: str) -> Response:
        """Close the case; what its category asks for has to be there."""
        return self.act(closing.close)

    @verb(ReasonIn)
    def reopen(self, request: Request, number: str) -> Response:
        """Open a closed case again: a new round with new clocks."""
        return self.act(closing.reopen)


def _transfer(ticket: Ticket, *, unit: Any = None, person: Any = None, **told: Any) -> Ticket:
    return desk.transfer(ticket, to=unit or person, **told)
