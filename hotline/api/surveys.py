"""What customers answered when they were asked by link."""

from django.db.models import QuerySet
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.paging import paged_by
from hotline.api.rows import Rows
from hotline.api.says import says
from hotline.api.shapes import Out
from hotline.filters import TRUE_FALSE, MomentFilter
from surveys.model_asked import Channel, Survey, SurveyQuerySet


class SurveyFilter(FilterSet):
    """By case, by answer, by when it was given."""

    ticket = CharFilter(field_name="ticket__number", max_length=24)
    answered = ChoiceFilter(choices=TRUE_FALSE, method="by_answer")
    score = ChoiceFilter(choices=[(str(score), str(score)) for score in range(1, 6)])
    answered_after = MomentFilter(field_name="answered_at", lookup_expr="gte")
    answered_before = MomentFilter(field_name="answered_at", lookup_expr="lte")

    def by_answer(self, rows: SurveyQuerySet, name: str, value: str) -> SurveyQuerySet:
        return rows.filter(answered_at__isnull=value == "false")


class SurveyOut(Out):
    """One question that was sent, and its answer: 5 very satisfied … 1 very dissatisfied."""

    example = {"channel": "sms", "score": 5, "answers": {"speed": 5}, "comment": "师傅来得很快。"}

    id = serializers.UUIDField()
    ticket = serializers.CharField(source="ticket.number")
    round = serializers.IntegerField()
    opened_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)
    channel = serializers.ChoiceField(choices=["", *Channel.values])
    score = serializers.IntegerField(allow_null=True)
    answers = serializers.JSONField()
    comment = serializers.CharField()


class Surveys(Rows):
    """The questions sent to customers."""

    verbs = dict.fromkeys(("list", "retrieve"), "satisfaction")
    gives = SurveyOut
    pagination_class = paged_by("-opened_at", "opened_at")
    filterset_class = SurveyFilter

    def get_queryset(self) -> QuerySet[Survey]:
        return Survey.objects.visible_to(self.me).select_related("ticket")

    @says(gives=SurveyOut, form="page")
    def list(self, request: Request) -> Response:
        """The questions that were sent, the latest first, with their answers."""
        return self.paged(self.get_queryset())

    @says(gives=SurveyOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One question with its answer."""
        return self.one(self.get_object())
