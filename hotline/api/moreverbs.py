"""What is rarer at a ticket: a dispatch put back, a crew that comes late, a return judged, a registration undone."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from fieldwork.actions.asking_support import ask_support
from fieldwork.actions.coming_late import be_late
from hotline.api.fields import UnitField
from hotline.api.fieldverbs import FieldIn, FieldSteps
from hotline.api.says import verb
from hotline.api.strict import Nothing, Strict
from hotline.api.verbs import Reason, ReasonIn, Words
from hotline.api.versions import Versioned
from tickets.actions import field, standing_in, undoing
from tickets.actions.attaching import hide_file
from tickets.actions.watching import follow
from tickets.models import Attachment, Ticket
from worksheets.actions import returning


class ArbitrateIn(ReasonIn):
    """Who keeps it: a crew, a desk or a hall of the company."""

    unit = UnitField("crew", "desk", "hall")


class LateIn(FieldIn):
    """`expected_at`: when the crew will be on site, within 24 hours."""

    expected_at = serializers.DateTimeField()
    reason = Reason(max_length=200, default="", allow_blank=True)


class SupportIn(FieldIn):
    text = Words(max_length=500, default="", allow_blank=True)


class FollowCaseIn(Strict):
    """`on` false: no longer."""

    on = serializers.BooleanField(default=True)


class HideIn(Strict):
    """`file` is its id, from `files/`."""

    file = serializers.UUIDField()
    reason = Reason()


class MoreVerbs(FieldSteps):
    """Steps that are taken seldom; each answers with the ticket as it is then."""

    verbs = {
        verb: verb
        for verb in (
            *("unclaim", "let_go", "refuse_send_back", "arbitrate", "undo"),
            *("be_late", "ask_support", "take_over", "follow", "hide_file"),
        )
    }

    @verb(LateIn)
    def be_late(self, request: Request, number: str) -> Response:
        """The crew says when it will be there instead; the customer is told, the promise stays."""
        return self.act_or_replay(be_late)

    @verb(SupportIn)
    def ask_support(self, request: Request, number: str) -> Response:
        """The crew asks for help on site; whoever sends crews is told."""
        return self.act_or_replay(ask_support)

    @verb(Versioned)
    def take_over(self, request: Request, number: str) -> Response:
        """Have the case of an absent colleague for whom one stands in, until they are back."""
        return self.act(standing_in.take_over)

    @verb(FollowCaseIn)
    def follow(self, request: Request, number: str) -> Response:
        """Follow the case, or no longer; whoever follows is told of each step."""
        return self.act(follow)

    @verb(HideIn)
    def hide_file(self, request: Request, number: str) -> Response:
        """Take a file out of sight, with the reason; it stays kept."""
        return self.act(_hide)

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


def _hide(ticket: Ticket, *, file: Any, **told: Any) -> Ticket:
    return hide_file(get_object_or_404(Attachment.objects.of_case(ticket), pk=file), **told)
