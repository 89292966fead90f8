"""Bad answers: who sees to each, by when, and what was done."""

from django.db.models import QuerySet
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.paging import paged_by
from hotline.api.rows import Rows
from hotline.api.says import says, verb
from hotline.api.shapes import Out, PersonOut, PlaceOut
from hotline.api.strict import Strict
from hotline.api.verbs import Reason
from hotline.filters import TRUE_FALSE
from surveys import actions
from surveys.model_asked import FollowUpQuerySet
from surveys.models import FollowUp


class RatingSettledIn(Strict):
    """One way opens the case again."""

    way = serializers.ChoiceField(choices=FollowUp.Way.choices)
    words = Reason()


class LowRatingOut(Out):
    """A bad answer, whose it is to see to, and what was done."""

    id = serializers.UUIDField()
    ticket = serializers.CharField(source="ticket.number", default=None)
    unit = PlaceOut()
    score = serializers.IntegerField()
    wants_call = serializers.BooleanField()
    owner = PersonOut(allow_null=True)
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    done_at = serializers.DateTimeField(allow_null=True)
    done_by = PersonOut(allow_null=True)
    way = serializers.CharField()
    words = serializers.CharField()


class LowRatingFilter(FilterSet):
    """By case, by hall, by whether somebody has seen to it."""

    ticket = CharFilter(field_name="ticket__number", max_length=24)
    unit = CharFilter(field_name="unit__code", max_length=12)
    open = ChoiceFilter(choices=TRUE_FALSE, method="by_openness")

    def by_openness(self, rows: FollowUpQuerySet, name: str, value: str) -> FollowUpQuerySet:
        return rows.filter(done_at__isnull=value == "true")


class LowRatings(Rows):
    """What bad answers have opened."""

    verbs = {**dict.fromkeys(("list", "retrieve"), "satisfaction"), "settle": "follow_up"}
    gives = LowRatingOut
    pagination_class = paged_by("due_at", "-due_at")
    filterset_class = LowRatingFilter

    def get_queryset(self) -> QuerySet[FollowUp]:
        return FollowUp.objects.visible_to(self.me).select_related("ticket", "unit", "owner", "done_by")

    @says(gives=LowRatingOut, form="page")
    def list(self, request: Request) -> Response:
        """Bad answers, the most urgent first."""
        return self.paged(self.get_queryset())

    @says(gives=LowRatingOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One bad answer."""
        return self.one(self.get_object())

    @verb(RatingSettledIn)
    def settle(self, request: Request, pk: str) -> Response:
        """Say what was done about it."""
        return self.act_now(actions.settle)
