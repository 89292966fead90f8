"""Praise, suggestions and appeals: passed on, decided, judged; each answers with its ticket."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from applications.actions import voices
from applications.lifecycle import AppealVerdict
from hotline.api.fields import PersonField, TicketField, UnitField
from hotline.api.says import verb
from hotline.api.verbs import Reason, Verbs, Words
from hotline.api.versions import Versioned
from tickets.models import Ticket


class ConveyIn(Versioned):
    """Whom the praise is for: a person, a unit or both."""

    person = PersonField(required=False)
    unit = UnitField("hall", "crew", "desk", required=False)


class SuggestionIn(Versioned):
    """`reason` stays inside, `text` is what the customer is told."""

    adopted = serializers.BooleanField()
    reason = Reason()
    text = Words()


class AgainstIn(Versioned):
    """The case that is appealed against; whoever decided it is kept away from the appeal."""

    ticket = TicketField()


class JudgeIn(Versioned):
    verdict = serializers.ChoiceField(choices=AppealVerdict.choices)
    text = Words()
    reopen = serializers.BooleanField(default=False)


class VoiceVerbs(Verbs):
    """What praise, a suggestion and an appeal ask for besides an answer."""

    verbs = {"convey": "convey", "decide": "reply", "judge": "reply", "against": "transfer"}

    @verb(ConveyIn)
    def convey(self, request: Request, number: str) -> Response:
        """Pass praise on to whom it is for, and to their leader."""
        return self.act(voices.convey)

    @verb(SuggestionIn)
    def decide(self, request: Request, number: str) -> Response:
        """A suggestion is adopted or not, and whoever made it is answered."""
        return self.act(voices.decide)

    @verb(AgainstIn)
    def against(self, request: Request, number: str) -> Response:
        """Say against which case an appeal is."""
        return self.act(_against)

    @verb(JudgeIn)
    def judge(self, request: Request, number: str) -> Response:
        """Say whether the decision stands; a changed one may open its case again."""
        return self.act(voices.judge)


def _against(appeal: Ticket, *, by: Any, ticket: Ticket | None = None, **told: Any) -> Ticket:
    return voices.name_case(appeal, number=ticket.number if ticket else "", by=by, **told)
