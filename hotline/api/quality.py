"""Scores of quality inspections, and the plans by which they are drawn."""

from django.db.models import QuerySet
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.paging import paged_by
from hotline.api.rows import Rows
from hotline.api.says import says
from hotline.api.shapes import Out, PersonOut, PlaceOut
from hotline.filters import MomentFilter
from quality.lifecycle import Rule, State, Work
from quality.models import Inspection, Plan


class InspectionOut(Out):
    """One inspection. `points` of 100, `second_points` those of the second reviewer, `final` which counts.

    The person is not named while names are hidden from the reviewer.
    """

    example = {"work": "desk", "state": "scored", "points": "94.0", "second_points": "97.0", "final": "97.0"}

    id = serializers.UUIDField()
    work = serializers.ChoiceField(choices=Work.choices)
    state = serializers.ChoiceField(choices=State.choices)
    place = PlaceOut(source="unit")
    person = PersonOut(source="shown_person", allow_null=True)
    ticket = serializers.CharField(source="ticket.number", default=None, allow_null=True)
    plan = serializers.CharField(source="plan.code", default=None, allow_null=True)
    sheet_version = serializers.IntegerField(source="sheet.version")
    done_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    points = serializers.DecimalField(max_digits=4, decimal_places=1, allow_null=True)
    second_points = serializers.DecimalField(max_digits=4, decimal_places=1, allow_null=True)
    final = serializers.DecimalField(max_digits=4, decimal_places=1, allow_null=True)
    has_passed = serializers.BooleanField(allow_null=True)
    scored_at = serializers.DateTimeField(allow_null=True)
    appealed_at = serializers.DateTimeField(allow_null=True)
    second_at = serializers.DateTimeField(allow_null=True)


class InspectionFilter(FilterSet):
    """By work, state, place and the moment of the score."""

    work = ChoiceFilter(choices=Work.choices)
    state = ChoiceFilter(choices=State.choices)
    place = CharFilter(field_name="unit__code", max_length=12)
    scored_after = MomentFilter(field_name="scored_at", lookup_expr="gte")
    scored_before = MomentFilter(field_name="scored_at", lookup_expr="lt")


class Inspections(Rows):
    """What is inspected at the caller's places; nobody's own."""

    verbs = dict.fromkeys(("list", "retrieve"), "qa")
    gives = InspectionOut
    pagination_class = paged_by("-opened_at", "opened_at")
    filterset_class = InspectionFilter

    def get_queryset(self) -> QuerySet[Inspection]:
        return Inspection.objects.visible_to(self.me).for_list()

    @says(gives=InspectionOut, form="page")
    def list(self, request: Request) -> Response:
        """Inspections, the latest drawn first."""
        return self.paged(self.get_queryset())

    @says(gives=InspectionOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One inspection; scored by people on its page."""
        return self.one(self.get_object())


class PlanOut(Out):
    """A sampling plan in force, or an older version of one."""

    example = {"code": "p1", "name": "受理抽检", "work": "desk", "rule": "person", "words": []}

    id = serializers.UUIDField()
    code = serializers.CharField()
    number = serializers.IntegerField(source="version")
    name = serializers.CharField()
    work = serializers.ChoiceField(choices=Work.choices)
    rule = serializers.ChoiceField(choices=Rule.choices)
    place = PlaceOut(source="unit", allow_null=True)
    share = serializers.IntegerField()
    share_new = serializers.IntegerField()
    words = serializers.ListField(child=serializers.CharField())
    hides_names = serializers.BooleanField()
    is_on = serializers.BooleanField()
    at = serializers.DateTimeField()


class QualityPlans(Rows):
    """The sampling plans of the caller's companies, every version."""

    verbs = {"list": "qa"}
    gives = PlanOut
    pagination_class = paged_by("-at", "at")

    def get_queryset(self) -> QuerySet[Plan]:
        return Plan.objects.visible_to(self.me).select_related("unit")

    @says(gives=PlanOut, form="page")
    def list(self, request: Request) -> Response:
        """Plans, the latest written first."""
        return self.paged(self.get_queryset())
