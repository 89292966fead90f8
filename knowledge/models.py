"""What the hall knows: articles with an owner and a review date, their versions, and texts put in by a few letters."""

from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from servicedesk.lib.bigrams import Grams
from servicedesk.lib.ids import uuid7


class Audience(models.TextChoices):
    """Who may read an article."""

    INTERNAL = "internal", _("colleagues only")
    PUBLIC = "public", _("customers as well")


class ArticleState(models.TextChoices):
    """How far an article has come."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("no longer valid")


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, user: User) -> "ArticleQuerySet":
        """Published articles of my companies; drafts and retired ones for whoever may edit."""
        if not user.may("knowledge"):
            return self.none()
        rows = self.filter(org__in=user.orgs())
        return rows if user.may("knowledge_edit") else rows.filter(state=ArticleState.PUBLISHED)

    def current(self, day: date) -> "ArticleQuerySet":
        """What holds on a day: published and not past its last day."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=day), state=ArticleState.PUBLISHED)

    def public(self) -> "ArticleQuerySet":
        return self.filter(audience=Audience.PUBLIC)

    def to_review(self, day: date) -> "ArticleQuerySet":
        """Published ones to be looked at again by `day` of which nobody has been told yet."""
        told = Q(told_for=None) | ~Q(told_for=F("review_by"))
        return self.filter(told, state=ArticleState.PUBLISHED, review_by__lte=day)


class Article(models.Model):
    """One article. `topics` are codes of categories; `told_for` is the review date of which the owner has been told."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    initials = models.CharField(max_length=60, blank=True)
    body = models.TextField(max_length=20_000)
    topics = models.JSONField(default=list, blank=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.INTERNAL)
    state = models.CharField(max_length=10, choices=ArticleState, default=ArticleState.DRAFT)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    review_by = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    told_for = models.DateField(null=True, blank=True)
    words = Grams(null=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "slug"], name="article_slug_once")]
        indexes = [
            models.Index(fields=["org", "state", "-changed_at"], name="article_by_state"),
            GinIndex(fields=["words"], name="article_by_words"),
        ]

    def __str__(self) -> str:
        return self.title


class ArticleVersion(models.Model):
    """What an article said once; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=12)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="article_version_once")]


class ArticleVote(models.Model):
    """Whether an article helped one reader; changing one's mind changes the vote."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="votes")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    helped = models.BooleanField()
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "by"], name="article_vote_once")]


class Use(models.TextChoices):
    """Where a quick text is offered."""

    NOTE = "note", _("notes for colleagues")
    REPLY = "reply", _("answers to the customer")
    CALL = "call", _("call records")
    INTAKE = "intake", _("descriptions at intake")


class QuickTextQuerySet(models.QuerySet["QuickText"]):
    def visible_to(self, user: User) -> "QuickTextQuerySet":
        """My own, those of my halls, those of my companies."""
        if not user.may("knowledge"):
            return self.none()
        shared = Q(owner=None, unit=None) | Q(unit__in=user.units("knowledge"))
        return self.filter(Q(owner=user) | (shared & Q(owner=None)), org__in=user.orgs())

    def offered(self, use: str, day: date) -> "QuickTextQuerySet":
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=day), use=use)


class QuickText(models.Model):
    """A text that a few letters put into a box. Without `owner` it is shared: by the hall `unit`, else by the company."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="quick_texts")
    title = models.CharField(max_length=40)
    initials = models.CharField(max_length=60, blank=True)
    body = models.TextField(max_length=2000)
    use = models.CharField(max_length=10, choices=Use)
    expires_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    objects = QuickTextQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(unit=None) | Q(owner=None), name="quick_text_of_one"),
            models.UniqueConstraint(
                fields=["org", "unit", "owner", "use", "title"], name="quick_text_once", nulls_distinct=False
            ),
        ]
        indexes = [models.Index(fields=["org", "use", "initials"], name="quick_text_by_use")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_shared(self) -> bool:
        return self.owner_id is None


__all__ = [
    "Article",
    "ArticleState",
    "ArticleVersion",
    "ArticleVote",
    "Audience",
    "QuickText",
    "Use",
]
