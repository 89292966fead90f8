"""Changes of plan over REST: let the clocks stand still and go on, ask for more time and decide on it, reclassify."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers.models import Area
from deadlines.models import PauseReason
from hotline.api.fields import CategoryField
from hotline.api.says import verb
from hotline.api.verbs import Reason, ReasonIn, Verbs, Words
from hotline.api.versions import Versioned
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

    @verb(SuspendIn)
    def suspend(self, request: Request, number: str) -> Response:
        """Let the clocks stand still; at `review_at` they go on by themselves."""
        return self.act(pausing.suspend)

    @verb(AppointIn)
    def appoint(self, request: Request, number: str) -> Response:
        """A time agreed with the customer; the arrival is due at the end of the window round it."""
        return self.act(appointing.appoint)

    @verb(Versioned)
    def resume(self, request: Request, number: str) -> Response:
        """Let the clocks go on."""
        return self.act(pausing.resume)

    @verb(ExtendIn)
    def extend(self, request: Request, number: str) -> Response:
        """Ask for more time; `limit` is the whole new limit, such as `7wd`."""
        return self.act(extending.extend)

    @verb(ApproveIn)
    def approve_extension(self, request: Request, number: str) -> Response:
        """Decide on more time; a no needs its `reason`."""
        return self.act(extending.approve_extension)

    @verb(TakeBackIn)
    def withdraw_extension(self, request: Request, number: str) -> Response:
        """Whoever asked for more time takes the question back."""
        return self.act(extending.withdraw_extension)

    @verb(ReclassifyIn)
    def reclassify(self, request: Request, number: str) -> Response:
        """Another category, area or level; the clocks follow."""
        return self.act(replanning.reclassify)

    @verb(VoidIn)
    def void(self, request: Request, number: str) -> Response:
        """A false breach counts for nothing. A legal limit and a complaint's clock take two people: one asks, another agrees."""
        return self.act(voiding.void)

    @verb(VoidIn)
    def uphold(self, request: Request, number: str) -> Response:
        """The breach stands after all."""
        return self.act(voiding.uphold)
