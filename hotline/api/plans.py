"""Changes of plan over REST: let the clocks stand still and go on, ask for more time and decide on it, reclassify."""

from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from customers.models import Area
from deadlines.models import PauseReason
from hotline.api.fields import CategoryField
from hotline.api.verbs import Reason, ReasonIn, Verbs, Versioned, Words
from tickets.actions import appointing, extending, pausing, replanning, voiding
from tickets.model_plans import MoreTime


class SuspendIn(Versioned):
    """`why` is a code, `proof` what shows it, `review_at` when somebody looks again: then the clocks go on by themselves."""

    why = serializers.ChoiceField(choices=PauseReason.choices)
    proof = Words(max_length=500)
    review_at = serializers.DateTimeField()


class ExtendIn(ReasonIn):
    """`name` is the milestone, `limit` the whole new limit, `why` a code, `reason` what shows it."""

    name = serializers.CharField(max_length=24)
    limit = serializers.CharField(max_length=60)
    why = serializers.ChoiceField(choices=MoreTime.choices)


class TakeBackIn(Versioned):
    name = serializers.CharField(max_length=24)


class ApproveIn(Versioned):
    name = serializers.CharField(max_length=24)
    granted = serializers.BooleanField(default=True)
    reason = Reason(default="", allow_blank=True)


class ReclassifyIn(ReasonIn):
    category = CategoryField(required=False)
    area = serializers.ChoiceField(choices=Area.choices, required=False)
    level = serializers.CharField(max_length=12, required=False)


class AppointIn(Versioned):
    """`visit_at` is the time agreed with the customer."""

    visit_at = serializers.DateTimeField()


class VoidIn(ReasonIn):
    """`deadline` is the id of a stage that has fired, as `deadlines/` tells it."""

    deadline = serializers.UUIDField()


class PlanVerbs(Verbs):
    """What changes by when something is due, without moving the case."""

    verbs = {
        verb: verb
        for verb in (
            *("suspend", "resume", "extend", "approve_extension", "withdraw_extension", "reclassify", "appoint"),
            *("void", "uphold"),
        )
    }

    @action(detail=True, methods=["post"])
    def suspend(self, request: Request, number: str) -> Response:
        return self.act(pausing.suspend, SuspendIn)

    @action(detail=True, methods=["post"])
    def appoint(self, request: Request, number: str) -> Response:
        return self.act(appointing.appoint, AppointIn)

    @action(detail=True, methods=["post"])
    def resume(self, request: Request, number: str) -> Response:
        return self.act(pausing.resume, Versioned)

    @action(detail=True, methods=["post"])
    def extend(self, request: Request, number: str) -> Response:
        return self.act(extending.extend, ExtendIn)

    @action(detail=True, methods=["post"])
    def approve_extension(self, request: Request, number: str) -> Response:
        return self.act(extending.approve_extension, ApproveIn)

    @action(detail=True, methods=["post"])
    def withdraw_extension(self, request: Request, number: str) -> Response:
        return self.act(extending.withdraw_extension, TakeBackIn)

    @action(detail=True, methods=["post"])
    def reclassify(self, request: Request, number: str) -> Response:
        return self.act(replanning.reclassify, ReclassifyIn)

    @action(detail=True, methods=["post"])
    def void(self, request: Request, number: str) -> Response:
        return self.act(voiding.void, VoidIn)

    @action(detail=True, methods=["post"])
    def uphold(self, request: Request, number: str) -> Response:
        return self.act(voiding.uphold, VoidIn)
