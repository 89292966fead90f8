"""What crews and their dispatchers do to a ticket over REST; a crew's steps may have been recorded without signal."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from complaints import actions as complaints
from hotline.actions import replay
from hotline.api.fields import UnitField
from hotline.api.filled import Filled
from hotline.api.says import verb
from hotline.api.strict import Strict
from hotline.api.verbs import Reason, ReasonIn, Verbs, Words
from hotline.api.versions import Versioned
from tickets.actions import field
from tickets.lifecycle import Kind
from tickets.models import Ticket
from worksheets.actions import reporting, returning, reviewing
from worksheets.naming import named_code, named_lines


class DispatchIn(Versioned):
    crew = UnitField("crew")


class FieldIn(Versioned):
    """Input of a crew's verb. `client_id` makes a repeat harmless; `device_at` is when it really happened."""

    client_id = serializers.UUIDField(required=False)
    device_at = serializers.DateTimeField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "device_at" in attrs and "client_id" not in attrs:
            raise ValidationError({"client_id": _("An earlier time needs the id that the phone gave this step.")})
        return attrs


class PlaceIn(Strict):
    latitude = serializers.FloatField(min_value=-90, max_value=90)
    longitude = serializers.FloatField(min_value=-180, max_value=180)
    accuracy = serializers.FloatField(min_value=0, max_value=100_000, required=False)


class ArriveIn(FieldIn):
    place = PlaceIn(required=False)


class RestoreIn(FieldIn):
    text = Words(default="", allow_blank=True)


class LineIn(Strict):
    """One line of materials: an item by its code, how much of it, from which depot (or, `is_back`, to it)."""

    item = serializers.CharField(max_length=40)
    quantity = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=Decimal("0.01"))
    depot = serializers.CharField(max_length=60, default="", allow_blank=True)
    serial = serializers.CharField(max_length=60, default="", allow_blank=True)
    is_back = serializers.BooleanField(default=False)


class DevicesIn(Strict):
    """What was taken down and put up."""

    old_device = serializers.CharField(max_length=60, default="", allow_blank=True)
    old_serial = serializers.CharField(max_length=60, default="", allow_blank=True)
    new_device = serializers.CharField(max_length=60, default="", allow_blank=True)
    new_serial = serializers.CharField(max_length=60, default="", allow_blank=True)


class ReportIn(RestoreIn):
    cause = serializers.CharField(max_length=200)
    filled = Filled()
    materials = serializers.CharField(max_length=500, default="", allow_blank=True)
    fee = serializers.DecimalField(max_digits=10, decimal_places=2, min_value=Decimal(0), required=False)
    receipt = serializers.CharField(max_length=40, default="", allow_blank=True)
    expected_at = serializers.DateTimeField(required=False)
    lines = serializers.ListField(child=LineIn(), required=False, max_length=30)
    devices = DevicesIn(required=False)


class EstimateIn(RestoreIn):
    expected_at = serializers.DateTimeField()


class SendBackIn(FieldIn):
    """A company with reason codes wants one of them; without, the reason is written."""

    code = serializers.SlugField(max_length=20, default="", allow_blank=True)
    reason = Reason(default="", allow_blank=True)
    text = Words(default="", allow_blank=True, max_length=500)


def _accept(ticket: Ticket, **told: Any) -> Ticket:
    return complaints.accept(ticket, **told) if ticket.kind == Kind.COMPLAINT else field.accept(ticket, **told)


def _report(ticket: Ticket, *, lines: Any = (), devices: Any = None, **told: Any) -> Ticket:
    """The report of a crew with its lines by codes and names, as worksheets knows them."""
    return reporting.report(
        ticket, lines=named_lines(ticket, lines), devices=reporting.Devices(**devices or {}), **told
    )


def _send_back(ticket: Ticket, *, code: str = "", **told: Any) -> Ticket:
    return returning.send_back(ticket, code=named_code(ticket, code), **told)


class FieldSteps(Verbs):
    """Steps that a phone may have recorded without signal."""

    def act_or_replay(self, do: Callable[..., Ticket]) -> Response:
        """Like `act`, for verbs that a phone may send late or twice."""
        return self.act(lambda ticket, **told: replay(do, ticket, **told))


class FieldVerbs(FieldSteps):
    """What dispatchers and crews do."""

    verbs = {
        "dispatch_crew": "dispatch",
        **{verb: verb for verb in ("accept", "depart", "arrive", "estimate", "restore", "report", "send_back")},
        **{verb: verb for verb in ("approve_return", "return_report")},
    }

    @verb(DispatchIn, url_path="dispatch")
    def dispatch_crew(self, request: Request, number: str) -> Response:
        """Send a crew."""
        return self.act(field.dispatch)

    @verb(FieldIn)
    def accept(self, request: Request, number: str) -> Response:
        """Take it on: the crew its job, the complaint desk its complaint."""
        return self.act_or_replay(_accept)

    @verb(FieldIn)
    def depart(self, request: Request, number: str) -> Response:
        """The crew sets off."""
        return self.act_or_replay(field.depart)

    @verb(ArriveIn)
    def arrive(self, request: Request, number: str) -> Response:
        """The crew is on site."""
        return self.act_or_replay(field.arrive)

    @verb(RestoreIn)
    def restore(self, request: Request, number: str) -> Response:
        """Supply is back."""
        return self.act_or_replay(field.restore)

    @verb(EstimateIn)
    def estimate(self, request: Request, number: str) -> Response:
        """By when supply is expected back."""
        return self.act_or_replay(field.estimate)

    @verb(Versioned)
    def approve_return(self, request: Request, number: str) -> Response:
        """The report of the crew is good; the case goes on to its callback."""
        return self.act(reviewing.approve_return)

    @verb(ReasonIn)
    def return_report(self, request: Request, number: str) -> Response:
        """The report of the crew is sent back to be completed."""
        return self.act(reviewing.return_report)

    @verb(ReportIn)
    def report(self, request: Request, number: str) -> Response:
        """The crew reports back. Where a rule asks for a review the case stands at `to_review` afterwards."""
        return self.act_or_replay(_report)

    @verb(SendBackIn)
    def send_back(self, request: Request, number: str) -> Response:
        """The crew sends the job back, by a code of the company's list if it has one. Late, the dispatcher is asked first."""
        return self.act_or_replay(_send_back)
