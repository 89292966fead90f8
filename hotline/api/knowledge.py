"""What the hall knows, for whoever answers a customer."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deadlines.reading import company_of
from hotline.api.articles import ArticleChangeIn, ArticleIn, SeenArticleIn, VoteIn
from hotline.api.paging import paged_by
from hotline.api.rows import VersionedRows
from hotline.api.says import says, verb
from hotline.api.shapes import Out
from knowledge.actions import articles
from knowledge.actions.articles import Text
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


class Knowledge(VersionedRows):
    """Articles that hold today; an editor's steps reach drafts and retired ones too."""

    verbs = {
        **dict.fromkeys(("list", "retrieve", "confirm", "vote"), "knowledge"),
        **dict.fromkeys(("create", "change", "retire"), "knowledge_edit"),
    }
    gives = WholeArticleOut
    pagination_class = paged_by("-changed_at", "changed_at")
    filterset_class = ArticleFilter

    def get_queryset(self) -> QuerySet[Article]:
        rows = Article.objects.visible_to(self.me)
        return rows.current(timezone.localdate()) if self.action in ("list", "retrieve") else rows

    def history_of(self, row: Article) -> QuerySet[Any]:
        return row.versions.all()

    @says(gives=ArticleOut, form="page")
    def list(self, request: Request) -> Response:
        """Articles that hold today, those changed last first."""
        return self.paged(self.get_queryset())

    @says(gives=WholeArticleOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One article with what it says."""
        article = self.get_object()
        return self.one(article, version=article.version)

    @says(takes=ArticleIn, gives=WholeArticleOut, statuses=(201,))
    def create(self, request: Request) -> Response:
        """Write a new article."""
        org = company_of(self.me, "")
        return self.shown(
            articles.write_article(_text(self.told()), org=org, by=self.me, at=timezone.now()), status=201
        )

    @verb(ArticleChangeIn)
    def change(self, request: Request, pk: str) -> Response:
        """Write it anew, as a new version."""
        return self.act(_change)

    @verb(SeenArticleIn)
    def confirm(self, request: Request, pk: str) -> Response:
        """It is still right: its review date moves on by half a year."""
        return self.act(articles.confirm_article)

    @verb(SeenArticleIn)
    def retire(self, request: Request, pk: str) -> Response:
        """Take it away from readers."""
        return self.act(articles.retire_article)

    @verb(VoteIn)
    def vote(self, request: Request, pk: str) -> Response:
        """Say whether it helped; one voice a reader."""
        return self.act(articles.vote)


def _text(told: dict[str, Any]) -> Text:
    return Text(**told | {"topics": tuple(told["topics"])})


def _change(article: Article, *, version: int, by: Any, at: Any, **told: Any) -> Article:
    return articles.change_article(article, _text(told), version=version, by=by, at=at)
