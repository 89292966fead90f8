"""What lies in the depots; what crews use is booked by their reports and sheets."""

from django.db.models import F, QuerySet
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.paging import paged_by
from hotline.api.rows import Rows
from hotline.api.says import says
from hotline.api.shapes import Out
from hotline.filters import TRUE_FALSE
from worksheets.models import Depot, StockLevel


class LevelOut(Out):
    """How much of an item lies in a depot; below `minimum` its keeper is warned."""

    example = {"item": "fuse-63", "name": "熔断器 63 A", "measure": "只", "balance": "12.00", "minimum": "5.00"}

    id = serializers.UUIDField()
    depot = serializers.CharField(source="depot.name")
    item = serializers.CharField(source="item.code")
    name = serializers.CharField(source="item.name")
    measure = serializers.CharField(source="item.measure")
    balance = serializers.DecimalField(max_digits=12, decimal_places=2)
    minimum = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    is_low = serializers.BooleanField()


class LevelFilter(FilterSet):
    """By depot, by item, by whether it runs low."""

    depot = CharFilter(field_name="depot__name", max_length=60)
    item = CharFilter(field_name="item__code", max_length=40)
    low = ChoiceFilter(choices=TRUE_FALSE, method="by_level")

    def by_level(self, rows: QuerySet[StockLevel], name: str, value: str) -> QuerySet[StockLevel]:
        low = {"minimum__isnull": False, "balance__lt": F("minimum")}
        return rows.filter(**low) if value == "true" else rows.exclude(**low)


class Stock(Rows):
    """The stock of the depots that the caller keeps."""

    verbs = dict.fromkeys(("list", "retrieve"), "stock")
    gives = LevelOut
    pagination_class = paged_by("-id", "id")
    filterset_class = LevelFilter

    def get_queryset(self) -> QuerySet[StockLevel]:
        kept = Depot.objects.kept_by(self.me)
        return StockLevel.objects.filter(depot__in=kept).select_related("item", "depot")

    @says(gives=LevelOut, form="page")
    def list(self, request: Request) -> Response:
        """What lies where, and what runs low."""
        return self.paged(self.get_queryset())

    @says(gives=LevelOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One item in one depot."""
        return self.one(self.get_object())
