"""What others have asked and answered: results of outside surveys, and replies whose time can be counted."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from surveys.model_forms import Questionnaire


class OutsideQuerySet(models.QuerySet["OutsideSurvey"]):
    def visible_to(self, user: User) -> "OutsideQuerySet":
        return self.filter(org__in=user.orgs())


class OutsideSurvey(models.Model):
    """One file of results that was loaded: answers with a questionnaire of their own, or replies (`questionnaire` empty)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    questionnaire = models.ForeignKey(
        Questionnaire, null=True, blank=True, on_delete=models.PROTECT, related_name="outside", db_index=False
    )
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file: twice is once")
    rows = models.PositiveIntegerField()
    refused = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    objects = OutsideQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "digest"], name="outside_survey_once")]
        indexes = [models.Index(fields=["org", "-at"], name="outside_survey_latest")]

    def __str__(self) -> str:
        return self.name


class OutsideAnswer(models.Model):
    """One row of somebody's survey: the answers as the questionnaire names them, `overall` from 1 to 10."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    survey = models.ForeignKey(OutsideSurvey, on_delete=models.CASCADE, related_name="answers")
    row = models.PositiveIntegerField()
    overall = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "row"], name="outside_answer_once"),
            models.CheckConstraint(name="outside_answer_of_ten", condition=Q(overall__range=(1, 10))),
        ]


class OutsideReply(models.Model):
    """One message and its reply: how long somebody waited for an answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    survey = models.ForeignKey(OutsideSurvey, on_delete=models.CASCADE, related_name="replies")
    row = models.PositiveIntegerField()
    subject = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    replied_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "row"], name="outside_reply_once"),
            models.CheckConstraint(name="outside_reply_after_it_was_asked", condition=Q(replied_at__gte=F("asked_at"))),
        ]
