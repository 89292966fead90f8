"""What the hall knows, for whoever answers a customer."""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.paging import paged_by
from hotline.api.rows import Rows
from hotline.api.says import says
from hotline.api.shapes import Out
from knowledge.models import Article, ArticleQuerySet, Audience
from knowledge.reading import searched


class ArticleFilter(FilterSet):
    """Words that an article says, the category it belongs to, whom it is for."""

    q = CharFilter(max_length=40, method="by_words")
    topic = CharFilter(max_length=40, method="by_topic")
    audience = ChoiceFilter(choices=Audience.choices)

    def by_words(self, rows: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        return searched(rows, value)

    def by_topic(self, rows: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        return rows.filter(topics__contains=[value])


class ArticleOut(Out):
    """An article in a list."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    title = serializers.CharField()
    topics = serializers.ListField(child=serializers.CharField())
    audience = serializers.ChoiceField(choices=Audience.choices)
    review_by = serializers.DateField()
    expires_on = serializers.DateField(allow_null=True)
    changed_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class WholeArticleOut(ArticleOut):
    """An article with what it says."""

    body = serializers.CharField()


class Knowledge(Rows):
    """Articles that hold today."""

    verbs = dict.fromkeys(("list", "retrieve"), "knowledge")
    gives = ArticleOut
    pagination_class = paged_by("-changed_at", "changed_at")
    filterset_class = ArticleFilter

    def get_queryset(self) -> QuerySet[Article]:
        today: date = timezone.localdate()
        return Article.objects.visible_to(self.me).current(today)

    @says(gives=ArticleOut, form="page")
    def list(self, request: Request) -> Response:
        """Articles that hold today, those changed last first."""
        return self.paged(self.get_queryset())

    @says(gives=WholeArticleOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One article with what it says."""
        article = self.get_object()
        return self.one(article, version=article.version)
