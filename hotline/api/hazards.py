"""Hazards at customers': found, told in writing, followed up, re-inspected, reported, removed."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import ChoiceFilter, FilterSet, UUIDFilter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.door import Door
from hotline.api.fields import CustomerField, SupplyPointField
from hotline.api.paging import Pager
from hotline.api.says import says, verb
from hotline.api.shapes import Out, PersonOut
from hotline.api.strict import Strict
from hotline.api.verbs import Reason
from hotline.api.versions import Versioned, do_as_seen
from keyaccounts.hazard_lifecycle import Grade, State, Way
from keyaccounts.hazards import actions
from keyaccounts.models import Hazard

TRUE_FALSE = [("true", "true"), ("false", "false")]


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


class HazardFilter(FilterSet):
    """By customer, by how far it has come, by how grave it is."""

    customer = UUIDFilter(field_name="customer_id")
    state = ChoiceFilter(choices=State.choices)
    grade = ChoiceFilter(choices=Grade.choices)
    open = ChoiceFilter(choices=TRUE_FALSE, method="by_openness")

    def by_openness(self, rows: QuerySet[Hazard], name: str, value: str) -> QuerySet[Hazard]:
        return rows.exclude(state=State.REMOVED) if value == "true" else rows.filter(state=State.REMOVED)


class LatestFound(Pager):
    orderings = ("-found_at", "found_at")


STEPS = ("notify", "serve", "begin", "follow_up", "passed", "failed", "remove")


class Hazards(Door):
    """The hazard ledger."""

    verbs = {
        **dict.fromkeys(("list", "retrieve"), "hazards"),
        **dict.fromkeys(("create", "regrade"), "find_hazard"),
        **dict.fromkeys(STEPS, "work_hazard"),
        "report": "report_hazard",
    }
    gives = HazardOut
    lookup_value_regex = "[0-9A-Fa-f-]{36}"
    pagination_class = LatestFound
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
        return self._fresh(self.get_object())

    @says(takes=FoundIn, gives=HazardOut, statuses=(201,))
    def create(self, request: Request) -> Response:
        """Record a hazard; a major one starts the clock of its report to the authority."""
        told = self.told()
        customer, point = told.pop("customer"), told.pop("supply_point", None)
        if point is not None and not customer.supply_points.filter(pk=point.pk).exists():
            raise serializers.ValidationError({"supply_point": str(SupplyPointField.told)})
        return self._fresh(actions.find(customer, point=point, by=self.me, at=timezone.now(), **told), status=201)

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

    def act(self, do: Callable[..., Any]) -> Response:
        """Do it as the caller saw it and show the hazard."""
        hazard = self.get_object()
        do_as_seen(self, hazard, do, since=lambda version: changes_of(hazard, version), at=timezone.now())
        return self._fresh(hazard)

    def _fresh(self, hazard: Hazard, *, status: int = 200) -> Response:
        fresh = Hazard.objects.select_related("found_by").get(pk=hazard.pk)
        return self.one(fresh, status=status, version=fresh.version)


def changes_of(hazard: Hazard, version: int) -> dict[str, str]:
    """What was done to a hazard since the version that the caller saw, each change by the version that it made."""
    now = Hazard.objects.get(pk=hazard.pk).version
    rows = list(hazard.events.order_by("-at", "-id")[: max(0, min(20, now - version))])
    return {str(now - place): event.what for place, event in reversed(list(enumerate(rows)))}
