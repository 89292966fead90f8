"""What the company promises: each line of its policy with the promise that it names."""

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Unit
from deadlines.models import PolicyRule
from deadlines.reading import lines_of
from hotline.api.door import Door
from hotline.api.says import says
from hotline.api.shapes import Out, PlaceOut, PromiseOut
from hotline.api.strict import Asked
from tickets.lifecycle import MILESTONES, Kind


class LinesAsked(Asked):
    """The lines of one kind of request; of one step of the work."""

    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    milestone = serializers.RegexField(r"^[a-z_]{1,30}$", required=False)


class PolicyLineOut(Out):
    """One line: for which requests it is, which step it binds, and how. Of each binding the first that fits decides."""

    line = serializers.CharField()
    order = serializers.IntegerField()
    kind = serializers.CharField()
    category = serializers.CharField()
    area = serializers.CharField()
    level = serializers.CharField()
    importance = serializers.CharField()
    channel = serializers.CharField()
    hall = PlaceOut(allow_null=True)
    milestone = serializers.CharField()
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    binding = serializers.CharField()
    conditions = serializers.ListField(child=serializers.CharField())
    active_from = serializers.DateTimeField()
    active_until = serializers.DateTimeField(allow_null=True)
    promise = PromiseOut()

    def get_label(self, line: PolicyRule) -> str:
        return str(MILESTONES.get(line.milestone, line.milestone))


class Promises(Door):
    """The company's promises."""

    verbs = {"list": "read"}

    @says(asks=LinesAsked, gives=PolicyLineOut, form="list")
    def list(self, request: Request) -> Response:
        """The lines that hold now or later, in the order in which they are tried, each with its promise and its source."""
        asked, now = self.asked(), timezone.now()
        companies = Unit.objects.filter(pk__in=self.me.orgs()).order_by("path")
        lines = [line for org in companies for line in lines_of(org, now)]
        return self.listed(line for line in lines if all(getattr(line, name) == value for name, value in asked.items()))
