"""Safety files (安全用电档案) of accounts, and the inspections that fall due by their cycle."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import ChoiceFilter, DateFilter, FilterSet, UUIDFilter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.fields import CustomerField, SupplyPointField
from hotline.api.paging import paged_by
from hotline.api.rows import Rows
from hotline.api.says import says, verb
from hotline.api.shapes import Out
from hotline.api.strict import Strict
from hotline.api.verbs import Reason
from keyaccounts.hazard_lifecycle import Voltage
from keyaccounts.hazards import inspecting
from keyaccounts.models import SafetyFile


class FileIn(Strict):
    """How an account is supplied; the next inspection is counted by the cycle for that."""

    customer = CustomerField()
    supply_point = SupplyPointField()
    voltage = serializers.ChoiceField(choices=Voltage.choices)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        point = attrs["supply_point"]
        if not attrs["customer"].supply_points.filter(pk=point.pk).exists():
            raise serializers.ValidationError({"supply_point": str(SupplyPointField.told)})
        return attrs


class InspectIn(Strict):
    on = serializers.DateField()
    note = Reason(default="", allow_blank=True)


class SafetyFileOut(Out):
    """How an account is supplied, when it was inspected, when the next time is due."""

    id = serializers.UUIDField()
    customer = serializers.UUIDField(source="customer_id")
    supply_point = serializers.UUIDField(source="supply_point_id")
    voltage = serializers.ChoiceField(choices=Voltage.choices)
    filed_at = serializers.DateTimeField()
    inspected_on = serializers.DateField(allow_null=True)
    next_on = serializers.DateField()


class SafetyFileFilter(FilterSet):
    """By customer, by supply, by the day up to which an inspection is due."""

    customer = UUIDFilter(field_name="customer_id")
    voltage = ChoiceFilter(choices=Voltage.choices)
    due_until = DateFilter(field_name="next_on", lookup_expr="lte")


class SafetyFiles(Rows):
    """The safety files of customers whom the caller may see."""

    verbs = {**dict.fromkeys(("list", "retrieve"), "hazards"), **dict.fromkeys(("create", "inspect"), "inspect")}
    gives = SafetyFileOut
    pagination_class = paged_by("next_on", "-next_on")
    filterset_class = SafetyFileFilter

    def get_queryset(self) -> QuerySet[SafetyFile]:
        return SafetyFile.objects.visible_to(self.me)

    @says(gives=SafetyFileOut, form="page")
    def list(self, request: Request) -> Response:
        """Safety files, those first whose inspection is due first."""
        return self.paged(self.get_queryset())

    @says(gives=SafetyFileOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One safety file."""
        return self.one(self.get_object())

    @says(takes=FileIn, gives=SafetyFileOut, statuses=(201,))
    def create(self, request: Request) -> Response:
        """Open the safety file of an account, or write how it is supplied now."""
        told = self.told()
        people = (told.pop("customer"), told.pop("supply_point"))
        return self.shown(inspecting.keep_file(*people, **told, by=self.me, at=timezone.now()), status=201)

    @verb(InspectIn)
    def inspect(self, request: Request, pk: str) -> Response:
        """Write down an inspection that was made; the next is due a cycle later."""
        return self.act_now(inspecting.inspect)
