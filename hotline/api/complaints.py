"""What only a complaint has: first contact, verification, who is kept away, and its file."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from complaints import actions
from complaints.lifecycle import EVIDENCE, Cause, Verdict
from complaints.models import Complaint
from hotline.api.fields import PersonField, UnitField
from hotline.api.says import says, verb
from hotline.api.shapes import Out, PersonOut, PlaceOut
from hotline.api.strict import Strict
from hotline.api.verbs import LONGEST, TextIn, Verbs
from hotline.api.versions import Versioned
from tickets.models import Ticket


class ContactIn(TextIn):
    """`gone`: called in vain three times, in different hours; the file goes on without a contact."""

    reached = serializers.BooleanField(default=True)
    gone = serializers.BooleanField(default=False)


class EvidenceIn(Strict):
    kind = serializers.ChoiceField(choices=list(EVIDENCE))
    id = serializers.CharField(max_length=80)


class VerifyIn(Versioned):
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    finding = serializers.CharField(max_length=LONGEST)
    cause = serializers.ChoiceField(choices=Cause.choices, default="")
    responsible_unit = UnitField("hall", "crew", "desk", required=False)
    responsible_person = PersonField(required=False)
    corrective = serializers.CharField(max_length=LONGEST, default="", allow_blank=True)
    owner = PersonField(required=False)
    evidence = EvidenceIn(many=True)


class DraftIn(TextIn):
    attitude = serializers.CharField(max_length=200, default="", allow_blank=True)


class ReviewIn(Versioned):
    approved = serializers.BooleanField()
    reason = serializers.CharField(max_length=500, default="", allow_blank=True)


class KeepAwayIn(Versioned):
    unit = UnitField("hall", "crew", "desk", required=False)
    person = PersonField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("unit" in attrs) == ("person" in attrs):
            raise ValidationError({"unit": _("Name either a unit or a person.")})
        return attrs


class ComplaintOut(Out):
    """The complaint's file."""

    ticket = serializers.CharField(source="ticket.number")
    matter = serializers.CharField()
    is_secret = serializers.BooleanField()
    is_anonymous = serializers.BooleanField()
    contacted_at = serializers.DateTimeField(allow_null=True)
    contacted_by = PersonOut(allow_null=True)
    no_contact = serializers.CharField()
    verified_at = serializers.DateTimeField(allow_null=True)
    verified_by = PersonOut(allow_null=True)
    verdict = serializers.CharField()
    cause = serializers.CharField()
    responsible_unit = PlaceOut(allow_null=True)
    responsible_person = PersonOut(allow_null=True)
    finding = serializers.CharField()
    corrective = serializers.CharField()
    evidence = EvidenceIn(many=True)
    level_at_first = serializers.CharField(source="first_level")
    handled_as = serializers.CharField()
    repeats = serializers.IntegerField()
    answered_at = serializers.DateTimeField(allow_null=True)
    answered_by = PersonOut(allow_null=True)


PEOPLE = ("contacted_by", "verified_by", "answered_by", "responsible_person", "responsible_unit")


class ComplaintVerbs(Verbs):
    """What the complaint desk does; accept, reply and close are those of every ticket."""

    verbs = {"complaint": "complaints", "contact": "contact", "verify": "verify", "keep_away": "complaints"}
    verbs |= {"draft_reply": "reply", "review_reply": "review_reply"}

    @action(detail=True)
    @says(gives=ComplaintOut)
    def complaint(self, request: Request, number: str) -> Response:
        """The complaint's file."""
        files = Complaint.objects.select_related("ticket", *PEOPLE)
        return self.one(get_object_or_404(files, ticket=self.get_object()))

    @verb(ContactIn)
    def contact(self, request: Request, number: str) -> Response:
        """The first contact with whoever complains, or an attempt at it."""
        return self.act(actions.contact)

    @verb(VerifyIn)
    def verify(self, request: Request, number: str) -> Response:
        """The verdict on a complaint with its finding."""
        return self.act(actions.verify)

    @verb(DraftIn)
    def draft_reply(self, request: Request, number: str) -> Response:
        """A complaint's answer, which leaves only after its review."""
        return self.act(actions.draft)

    @verb(ReviewIn)
    def review_reply(self, request: Request, number: str) -> Response:
        """Somebody else reads the answer: it leaves, or goes back with a `reason`."""
        return self.act(actions.review)

    @verb(KeepAwayIn)
    def keep_away(self, request: Request, number: str) -> Response:
        """Whom it is about: from then on the case does not exist for them."""
        return self.act(_keep_away)


def _keep_away(ticket: Ticket, *, unit: Any = None, person: Any = None, **told: Any) -> Ticket:
    return actions.keep_away(ticket, whom=unit or person, **told)
