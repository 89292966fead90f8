"""Complaints that a regulator or the government's hotline passed on: their number, their limit, what they hear back."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.actions import outside
from complaints.lanes import complaints_of
from complaints.models import OuterCase
from hotline.api.says import says, verb
from hotline.api.shapes import Out, PersonOut, PromiseOut
from hotline.api.verbs import Reason, ReasonIn, Verbs, Words
from hotline.api.versions import Versioned
from tickets.models import Ticket


class OuterIn(Versioned):
    """Whose case it is and under which number. `due_at` as they said; left out, the standard for this source."""

    source = serializers.ChoiceField(choices=OuterCase.Source.choices)  # type: ignore[assignment]
    number = serializers.CharField(max_length=60)
    due_at = serializers.DateTimeField(required=False)

    example = {"source": "12345", "number": "12345-20260316-0042"}


class OuterExtendIn(ReasonIn):
    until = serializers.DateTimeField()


class OuterReturnIn(Versioned):
    basis = serializers.ChoiceField(choices=OuterCase.Basis.choices)
    text = Words()


class OuterReportIn(Versioned):
    text = Words(default="", allow_blank=True)


class OuterHeardIn(Versioned):
    heard = serializers.ChoiceField(choices=OuterCase.Heard.choices)
    text = Reason(default="", allow_blank=True)


class OuterOut(Out):
    """The case of the outside source. `first_due_at` is their limit as it came, `due_at` as last agreed."""

    example = {"source": "12345", "number": "12345-20260316-0042", "basis": "", "heard": "", "was_kept": None}

    ticket = serializers.CharField(source="ticket.number")
    source = serializers.ChoiceField(choices=OuterCase.Source.choices)  # type: ignore[assignment]
    number = serializers.CharField()
    received_at = serializers.DateTimeField()
    promise = PromiseOut(allow_null=True)
    first_due_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    extensions = serializers.IntegerField(min_value=0)
    reported_at = serializers.DateTimeField(allow_null=True)
    reported_by = PersonOut(allow_null=True)
    was_kept = serializers.BooleanField(allow_null=True)
    returned_at = serializers.DateTimeField(allow_null=True)
    basis = serializers.CharField()
    heard = serializers.CharField()
    heard_at = serializers.DateTimeField(allow_null=True)


class OuterVerbs(Verbs):
    """What is said between us and the source; each step answers with the ticket."""

    verbs = {
        "outer": "complaint_file",
        **dict.fromkeys(("name_outer", "extend_outer", "report_outer", "hear_outer"), "complaints"),
        "return_outer": "board",
    }

    def get_queryset(self) -> QuerySet[Ticket]:
        return complaints_of(self.me).filter(complaint__isnull=False).for_list()

    @action(detail=True)
    @says(gives=OuterOut)
    def outer(self, request: Request, number: str) -> Response:
        """The case of the source, with its limit."""
        rows = OuterCase.objects.select_related("ticket", "promise", "reported_by")
        return self.one(get_object_or_404(rows, ticket=self.get_object()))

    @verb(OuterIn)
    def name_outer(self, request: Request, number: str) -> Response:
        """Write down that an outside source passed it on; each number once a source."""
        return self.act(outside.name_outer)

    @verb(OuterExtendIn)
    def extend_outer(self, request: Request, number: str) -> Response:
        """The source agreed to more time, before its limit; the customer hears of it."""
        return self.act(outside.extend_outer)

    @verb(OuterReturnIn)
    def return_outer(self, request: Request, number: str) -> Response:
        """Give it back to the source with the legal basis; the complaint ends without a verdict."""
        return self.act(outside.return_outer)

    @verb(OuterReportIn)
    def report_outer(self, request: Request, number: str) -> Response:
        """Tell the source what was found and answered; after our own answer."""
        return self.act(outside.report_outer)

    @verb(OuterHeardIn)
    def hear_outer(self, request: Request, number: str) -> Response:
        """What the source heard at its own callback; dissatisfied there opens the case again."""
        return self.act(outside.hear_outer)
