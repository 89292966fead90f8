"""Hazards at customers': found, told in writing, followed up, re-inspected, reported, removed."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import ChoiceFilter, FilterSet, UUIDFilter
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.fields import CustomerField, SupplyPointField
from hotline.api.paging import paged_by
from hotline.api.rows import VersionedRows
from hotline.api.says import says, verb
from hotline.api.shapes import Out, PersonOut
from hotline.api.strict import Strict
from hotline.api.verbs import Reason
from hotline.api.versions import Versioned
from hotline.filters import TRUE_FALSE
from keyaccounts.hazard_lifecycle import Grade, State, Way
from keyaccounts.hazards import actions
from keyaccounts.models import Hazard


class FoundIn(Strict):
    """What is dangerous, where, and how grave it is. `photos`: where each lies, by its number."""

    customer = CustomerField()
    supply_point = SupplyPointField(required=False)
    text = serializers.CharField(max_length=1000)
    grade = serializers.ChoiceField(choices=Grade.choices, default=Grade.ORDINARY)
    basis = serializers.CharField(max_length=300, default="", allow_blank=True)
    photos = serializers.ListField(child=serializers.CharField(max_length=200), max_length=20, default=list)

    example = {"text": "配电室漏水，柜底积水。", "grade": "grave", "basis": "", "photos": []}


class WhyIn(Versioned):
    reason = Reason()


class MaybeWhyIn(Versioned):
    reason = Reason(default="", allow_blank=True)


class GradeIn(WhyIn):
    grade = serializers.ChoiceField(choices=Grade.choices)


class NotifyIn(Versioned):
    demand = serializers.CharField(max_length=1000)
    until_on = serializers.DateField()


class ServeIn(Versioned):
    how = serializers.ChoiceField(choices=Way.choices)
    receiver = serializers.CharField(max_length=60)


class FollowIn(Versioned):
    what = serializers.CharField(max_length=300)
    due_on = serializers.DateField()


class LookedIn(Strict):
    """`follow_up` is its `id`, from `follow_ups/`."""

    follow_up = serializers.UUIDField()
    result = Reason()


class FailIn(WhyIn):
    until_on = serializers.DateField()


class AuthorityIn(Versioned):
    number = serializers.CharField(max_length=40)
    authority = serializers.CharField(max_length=80)
    note = serializers.CharField(max_length=500, default="", allow_blank=True)


class HazardOut(Out):
    """A hazard and how far it has come."""

    example = {
        "number": "YH26-0001",
        "text": "配电室漏水，柜底积水。",
        "state": "found",
        "grade": "grave",
        "photos": [],
    }

    id = serializers.UUIDField()
    number = serializers.CharField()
    customer = serializers.UUIDField(source="customer_id")
    supply_point = serializers.UUIDField(source="supply_point_id", allow_null=True)
    text = serializers.CharField()
    grade = serializers.ChoiceField(choices=Grade.choices)
    state = serializers.ChoiceField(choices=State.choices)
    basis = serializers.CharField()
    photos = serializers.ListField(child=serializers.CharField())
    found_at = serializers.DateTimeField()
    found_by = PersonOut()
    remedy_on = serializers.DateField(allow_null=True)
    notified_at = serializers.DateTimeField(allow_null=True)
    report_due_at = serializers.DateTimeField(allow_null=True)
    reported_at = serializers.DateTimeField(allow_null=True)
    removed_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class LookAgainOut(Out):
    """Somebody looks again on a day."""

    id = serializers.UUIDField()
    what = serializers.CharField()
    due_on = serializers.DateField()
    by = PersonOut()
    done_at = serializers.DateTimeField(allow_null=True)
    result = serializers.CharField()


class HazardFilter(FilterSet):
    """By customer, by how far it has come, by how grave it is."""

    customer = UUIDFilter(field_name="customer_id")
    state = ChoiceFilter(choices=State.choices)
    grade = ChoiceFilter(choices=Grade.choices)
    open = ChoiceFilter(choices=TRUE_FALSE, method="by_openness")

    def by_openness(self, rows: QuerySet[Hazard], name: str, value: str) -> QuerySet[Hazard]:
        return rows.exclude(state=State.REMOVED) if value == "true" else rows.filter(state=State.REMOVED)


STEPS = ("notify", "serve", "begin", "follow_up", "looked_again", "passed", "failed", "remove")


class Hazards(VersionedRows):
    """The hazard ledger."""

    verbs = {
        **dict.fromkeys(("list", "retrieve", "follow_ups"), "hazards"),
        **dict.fromkeys(("create", "regrade"), "find_hazard"),
        **dict.fromkeys(STEPS, "work_hazard"),
        "report": "report_hazard",
    }
    gives = HazardOut
    pagination_class = paged_by("-found_at", "found_at")
    filterset_class = HazardFilter

    def get_queryset(self) -> QuerySet[Hazard]:
        return Hazard.objects.visible_to(self.me).select_related("found_by")

    @says(gives=HazardOut, form="page")
    def list(self, request: Request) -> Response:
        """Hazards, the latest first."""
        return self.paged(self.get_queryset())

    @says(gives=HazardOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One hazard."""
        hazard = self.get_object()
        return self.one(hazard, version=hazard.version)

    @says(takes=FoundIn, gives=HazardOut, statuses=(201,))
    def create(self, request: Request) -> Response:
        """Record a hazard; a major one starts the clock of its report to the authority."""
        told = self.told()
        customer, point = told.pop("customer"), told.pop("supply_point", None)
        if point is not None and not customer.supply_points.filter(pk=point.pk).exists():
            raise serializers.ValidationError({"supply_point": str(SupplyPointField.told)})
        return self.shown(actions.find(customer, point=point, by=self.me, at=timezone.now(), **told), status=201)

    @verb(GradeIn)
    def regrade(self, request: Request, pk: str) -> Response:
        """It is graver, or less grave, than it was held to be."""
        return self.act(actions.regrade)

    @verb(NotifyIn)
    def notify(self, request: Request, pk: str) -> Response:
        """Issue a notice to the customer: what is to be done, and until when."""
        return self.act(actions.notify)

    @verb(ServeIn)
    def serve(self, request: Request, pk: str) -> Response:
        """How the latest notice reached the customer."""
        return self.act(actions.serve)

    @verb(MaybeWhyIn)
    def begin(self, request: Request, pk: str) -> Response:
        """The customer has begun to remedy it."""
        return self.act(actions.begin)

    @verb(FollowIn)
    def follow_up(self, request: Request, pk: str) -> Response:
        """Somebody looks again on a day, and is reminded once."""
        return self.act(actions.follow_up)

    @action(detail=True)
    @says(gives=LookAgainOut, form="list")
    def follow_ups(self, request: Request, pk: str) -> Response:
        """When somebody looks again, or did, and what they found."""
        return self.listed(self.get_object().follow_ups.select_related("by").order_by("due_on", "pk"))

    @verb(LookedIn)
    def looked_again(self, request: Request, pk: str) -> Response:
        """What was found when somebody looked again."""
        return self.act(_looked)

    @verb(WhyIn, url_path="pass")
    def passed(self, request: Request, pk: str) -> Response:
        """Re-inspected: it is remedied."""
        return self.act(actions.passed)

    @verb(FailIn, url_path="fail")
    def failed(self, request: Request, pk: str) -> Response:
        """Re-inspected: it is still there; the customer has until another day."""
        return self.act(actions.failed)

    @verb(WhyIn)
    def remove(self, request: Request, pk: str) -> Response:
        """It is gone for good and leaves the list; the ledger keeps it."""
        return self.act(actions.remove)

    @verb(AuthorityIn)
    def report(self, request: Request, pk: str) -> Response:
        """Report it to the authority: under which number, to whom."""
        return self.act(actions.report)


def _looked(hazard: Hazard, *, follow_up: Any, **told: Any) -> Hazard:
    return actions.settle_follow_up(hazard, follow_up, **told)
