"""Questionnaires as data, in versions: what was published is never changed, a new version takes its place."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7


class Purpose(models.TextChoices):
    """What a questionnaire is for."""

    CASE = "case", pgettext_lazy("questionnaire", "after a case")
    HALL = "hall", pgettext_lazy("questionnaire", "monthly measurement of a hall")
    QUALITY = "quality", pgettext_lazy("questionnaire", "checks and mystery visits")
    OUTSIDE = "outside", pgettext_lazy("questionnaire", "results of others")


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def visible_to(self, user: User) -> "QuestionnaireQuerySet":
        return self.filter(org__in=user.orgs())

    def published(self) -> "QuestionnaireQuerySet":
        return self.filter(from_at__isnull=False)

    def drafts(self) -> "QuestionnaireQuerySet":
        return self.filter(from_at__isnull=True)


class Questionnaire(models.Model):
    """A set of questions (surveys.questions) in one version; an answer keeps the version it was asked with.

    Without `from_at` it is a draft that nobody is asked with. A database trigger refuses to change a published one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.CASE)
    name = models.CharField(max_length=60)
    questions = models.JSONField(default=list)
    from_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "code", "version"], name="questionnaire_version_once"),
            models.UniqueConstraint(
                fields=["org", "code"], name="questionnaire_one_draft", condition=Q(from_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
