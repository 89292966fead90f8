"""Clean records over REST: customers who may be one, merged and made two again; those put to rest."""

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers import cleaning, resting
from customers.models import Double, Merge, Rest
from hotline.api.fields import CustomerField
from hotline.api.paging import paged_by
from hotline.api.rows import Rows
from hotline.api.says import says, verb
from hotline.api.shapes import Out, PersonOut
from hotline.api.strict import Nothing, Strict
from hotline.filters import TRUE_FALSE


class CustomerMergeIn(Strict):
    """Everything of `gone` goes to `kept`, who stays."""

    kept = CustomerField()
    gone = CustomerField()


class RestIn(Strict):
    customer = CustomerField()


class DoubleOut(Out):
    """Two customers who may be one, and by which rules they were found."""

    example = {"why": ["phone"], "settled": ""}

    id = serializers.UUIDField()
    one = serializers.UUIDField(source="one_id")
    other = serializers.UUIDField(source="other_id")
    why = serializers.JSONField()
    found_at = serializers.DateTimeField()
    settled = serializers.CharField()
    settled_at = serializers.DateTimeField(allow_null=True)
    settled_by = PersonOut(allow_null=True)


class MergeOut(Out):
    """A merge, by whom, and whether it was taken back."""

    id = serializers.UUIDField()
    kept = serializers.UUIDField(source="kept_id")
    gone = serializers.UUIDField(source="gone_id")
    at = serializers.DateTimeField()
    by = PersonOut()
    undone_at = serializers.DateTimeField(allow_null=True)
    undone_by = PersonOut(allow_null=True)


class UndoneOut(MergeOut):
    """`back` rows are as they were; `stay` have changed since and stay."""

    back = serializers.IntegerField(min_value=0)
    stay = serializers.IntegerField(min_value=0)


class RestOut(Out):
    """A customer of whom nothing was heard for years; nothing is deleted, and whoever comes again is there at once."""

    id = serializers.UUIDField()
    customer = serializers.UUIDField(source="customer_id")
    at = serializers.DateTimeField()
    by = PersonOut()
    years = serializers.IntegerField(min_value=1)
    ended_at = serializers.DateTimeField(allow_null=True)
    ended_how = serializers.CharField()


class DoubleFilter(FilterSet):
    """What was said of them; `open=true`: nobody has said anything yet."""

    settled = ChoiceFilter(choices=Double.Settled.choices)
    open = ChoiceFilter(choices=TRUE_FALSE, method="by_openness")

    def by_openness(self, rows: QuerySet[Double], name: str, value: str) -> QuerySet[Double]:
        return rows.filter(settled="") if value == "true" else rows.exclude(settled="")


class StandingFilter(FilterSet):
    """`open=true`: not taken back."""

    open = ChoiceFilter(choices=TRUE_FALSE, method="by_openness")
    ended = "undone_at"

    def by_openness(self, rows: QuerySet[Merge], name: str, value: str) -> QuerySet[Merge]:
        return rows.filter(**{f"{self.ended}__isnull": value == "true"})


class AsleepFilter(StandingFilter):
    """`open=true`: still at rest."""

    ended = "ended_at"


class Doubles(Rows):
    """Pairs of customers who may be one."""

    verbs = dict.fromkeys(("list", "retrieve", "different", "again"), "clean")
    gives = DoubleOut
    pagination_class = paged_by("-found_at", "found_at")
    filterset_class = DoubleFilter

    def get_queryset(self) -> QuerySet[Double]:
        return Double.objects.visible_to(self.me).select_related("settled_by")

    @says(gives=DoubleOut, form="page")
    def list(self, request: Request) -> Response:
        """Pairs that were found, the newest first."""
        return self.paged(self.get_queryset())

    @says(gives=DoubleOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One pair."""
        return self.one(self.get_object())

    @verb(Nothing)
    def different(self, request: Request, pk: str) -> Response:
        """They are not the same, and are never offered again."""
        return self.act_now(cleaning.say_different)

    @verb(Nothing)
    def again(self, request: Request, pk: str) -> Response:
        """Take back that they are not the same."""
        return self.act(cleaning.ask_again)


class Merges(Rows):
    """Two customers made one."""

    verbs = dict.fromkeys(("list", "retrieve", "create", "undo"), "clean")
    gives = MergeOut
    pagination_class = paged_by("-at", "at")
    filterset_class = StandingFilter

    def get_queryset(self) -> QuerySet[Merge]:
        return Merge.objects.visible_to(self.me).select_related("by", "undone_by")

    @says(gives=MergeOut, form="page")
    def list(self, request: Request) -> Response:
        """Merges, the newest first."""
        return self.paged(self.get_queryset())

    @says(gives=MergeOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One merge."""
        return self.one(self.get_object())

    @says(takes=CustomerMergeIn, gives=MergeOut, statuses=(201,))
    def create(self, request: Request) -> Response:
        """Make one customer of two; it can be taken back row by row."""
        return self.shown(cleaning.merge(**self.told(), by=self.me, at=timezone.now()), status=201)

    @verb(Nothing, gives=UndoneOut)
    def undo(self, request: Request, pk: str) -> Response:
        """Make two customers of one again."""
        done = self.get_object()
        self.told()
        done.back, done.stay = cleaning.undo_merge(done, by=self.me, at=timezone.now())
        return self.one(done)


class Rests(Rows):
    """Customers at rest."""

    verbs = dict.fromkeys(("list", "retrieve", "create", "wake"), "clean")
    gives = RestOut
    pagination_class = paged_by("-at", "at")
    filterset_class = AsleepFilter

    def get_queryset(self) -> QuerySet[Rest]:
        return Rest.objects.visible_to(self.me).select_related("by")

    @says(gives=RestOut, form="page")
    def list(self, request: Request) -> Response:
        """Who was put to rest, the newest first."""
        return self.paged(self.get_queryset())

    @says(gives=RestOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One of them."""
        return self.one(self.get_object())

    @says(takes=RestIn, gives=RestOut, statuses=(201,))
    def create(self, request: Request) -> Response:
        """Offer a customer no more of whom nothing has been heard for the company's years."""
        return self.shown(resting.put_to_rest(**self.told(), by=self.me, at=timezone.now()), status=201)

    @verb(Nothing)
    def wake(self, request: Request, pk: str) -> Response:
        """Offer the customer again."""
        return self.act_now(resting.take_back)
