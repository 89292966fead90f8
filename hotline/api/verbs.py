"""The verbs of a ticket over REST: the very actions behind the pages, one address each."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.door import Strict
from hotline.api.fields import PersonField, UnitField
from hotline.api.filled import Filled
from hotline.api.tickets import OnTicket
from tickets.actions import closing, desk, urging
from tickets.models import Ticket

LONGEST = 5000
GREATEST_VERSION = 2**31 - 1


class Words(serializers.CharField):
    """A text that must say something."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LONGEST} | options)


class Reason(serializers.CharField):
    """Why something is done; it stays in the history."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 500} | options)


class Versioned(Strict):
    """Input of a verb; `version` (or If-Match) is the version that the caller saw."""

    version = serializers.IntegerField(min_value=1, max_value=GREATEST_VERSION, required=False)


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

    def act(self, verb: Callable[..., Ticket], shape: type[Strict]) -> Response:
        """Do `verb` with what was sent; a version in If-Match counts like one in the body."""
        ticket, given = self.get_object(), self.request.data
        if "If-Match" in self.request.headers and isinstance(given, dict):
            given = given | {"version": version_in(self.request, given)}
        told = self.told(shape, given)
        return self.shown(verb(ticket, by=self.me, **told))


def version_in(request: Request, given: dict[str, Any]) -> int:
    """The version that If-Match names; one in the body must be the same."""
    text = request.headers["If-Match"].strip().removeprefix("W/").strip('"')
    version = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not version or given.get("version", version) != version:
        raise ValidationError({"If-Match": _('The version as it stood in the ETag, such as "3".')})
    return version


class DeskVerbs(Verbs):
    """What the desk does: add, urge, answer, pass on, withdraw, close, open again."""

    verbs = {
        verb: verb for verb in ("note", "call", "urge", "reply", "transfer", "withdraw", "fill", "close", "reopen")
    }

    @action(detail=True, methods=["post"])
    def note(self, request: Request, number: str) -> Response:
        return self.act(desk.note, TextIn)

    @action(detail=True, methods=["post"])
    def call(self, request: Request, number: str) -> Response:
        return self.act(desk.call, CallIn)

    @action(detail=True, methods=["post"])
    def urge(self, request: Request, number: str) -> Response:
        return self.act(urging.urge, UrgeIn)

    @action(detail=True, methods=["post"])
    def reply(self, request: Request, number: str) -> Response:
        return self.act(desk.reply, ReplyIn)

    @action(detail=True, methods=["post"])
    def transfer(self, request: Request, number: str) -> Response:
        return self.act(_transfer, TransferIn)

    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, number: str) -> Response:
        return self.act(desk.withdraw, ReasonIn)

    @action(detail=True, methods=["post"])
    def fill(self, request: Request, number: str) -> Response:
        return self.act(closing.fill, FillIn)

    @action(detail=True, methods=["post"])
    def close(self, request: Request, number: str) -> Response:
        return self.act(closing.close, CloseIn)

    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, number: str) -> Response:
        return self.act(closing.reopen, ReasonIn)


def _transfer(ticket: Ticket, *, unit: Any = None, person: Any = None, **told: Any) -> Ticket:
    return desk.transfer(ticket, to=unit or person, **told)
