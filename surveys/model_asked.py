"""The question that a customer is sent by link after a round of work, what they answered, and what a bad answer opens."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from customers.models import Customer
from servicedesk.lib.ids import uuid7
from surveys.lifecycle import BEST, WORST
from surveys.model_forms import Questionnaire
from tickets.models import CustomerLink, Ticket, Visit


class Channel(models.TextChoices):
    """The way by which an answer came."""

    SMS = "sms", pgettext_lazy("channel of an answer", "link by SMS")
    QR = "qr", pgettext_lazy("channel of an answer", "QR on the slip")
    PAD = "pad", pgettext_lazy("channel of an answer", "pad on the desk")
    CALLBACK = "callback", pgettext_lazy("channel of an answer", "callback")
    SCREEN = "screen", pgettext_lazy("channel of an answer", "screen of the hall")


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, user: User) -> "SurveyQuerySet":
        return self.filter(ticket__in=Ticket.objects.visible_to(user))

    def unanswered(self, at: datetime) -> "SurveyQuerySet":
        return self.filter(answered_at__isnull=True, expires_at__gt=at)

    def to_remind(self, at: datetime) -> "SurveyQuerySet":
        """Sent by SMS, not answered, and not reminded of yet."""
        return self.unanswered(at).filter(reminded_at__isnull=True, remind_at__lte=at)


class Survey(models.Model):
    """The question a customer is asked when a round of work ends; it counts one answer, given before it expires.

    `score`: 5 very satisfied … 1 very dissatisfied. `sent_at`: when the link was sent by SMS, empty while only the slip
    leads to it. Its giver may change the answer until `open_until`; what it was before stands in SurveyChange.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="surveys")
    round = models.PositiveSmallIntegerField()
    link = models.OneToOneField(CustomerLink, on_delete=models.PROTECT, related_name="survey")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="surveys")
    opened_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    channel = models.CharField(max_length=10, choices=Channel, blank=True, default="")
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    comment = models.CharField(max_length=500, blank=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "round"], name="survey_once_a_round"),
            models.CheckConstraint(
                name="survey_answer_is_whole",
                condition=Q(answered_at__isnull=True, score__isnull=True, comment="", channel="")
                | Q(answered_at__isnull=False, score__isnull=False, score__range=(WORST, BEST)) & ~Q(channel=""),
            ),
            models.CheckConstraint(
                name="survey_answered_before_it_expires",
                condition=Q(answered_at__isnull=True) | Q(answered_at__lt=F("expires_at")),
            ),
            models.CheckConstraint(
                name="survey_changed_after_it_was_answered",
                condition=Q(changed_at__isnull=True)
                | Q(answered_at__isnull=False, changed_at__isnull=False, changed_at__gte=F("answered_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["org", "-answered_at"], name="survey_by_answer"),
            models.Index(fields=["org", "-sent_at"], name="survey_by_sending"),
            # Read by the tick across companies, so `org` does not come first.
            models.Index(
                fields=["remind_at"],
                name="survey_to_remind",
                condition=Q(answered_at__isnull=True, reminded_at__isnull=True, remind_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"survey {self.pk}"


class SurveyChange(models.Model):
    """What an answer was before its giver changed it. A database trigger refuses any change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    score = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict, blank=True)
    comment = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["org", "-at"], name="survey_change_by_time")]


class OptOut(models.Model):
    """A number whose owner does not want to be asked by SMS; kept as a blind index, so that the list is nobody's address book."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    phone_index = models.CharField(max_length=64)
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="opted_out")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "phone_index"], name="opt_out_once")]


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, user: User) -> "FollowUpQuerySet":
        """Those of cases that I may see; of a hall's own survey, those of my halls."""
        cases = Q(ticket__isnull=False, ticket__in=Ticket.objects.visible_to(user))
        return self.filter(cases | Q(ticket__isnull=True, unit__in=user.units("satisfaction")))

    def open(self) -> "FollowUpQuerySet":
        return self.filter(done_at__isnull=True)

    def overdue(self, at: datetime) -> "FollowUpQuerySet":
        """Open past their time, and nobody above has been told yet."""
        return self.open().filter(due_at__lte=at, escalated_at__isnull=True)


class FollowUp(models.Model):
    """What a bad answer opens, once: somebody who sees to it, by a time. `owner` is empty while it lies with the hall's lead.

    It stems from a survey, from the hall's own monthly question (`asked`), or from the pad on the desk (`visit`).
    """

    class Way(models.TextChoices):
        """How it was settled."""

        SPOKEN = "spoken", _("spoken with the customer")
        REOPENED = "reopened", _("ticket opened again")
        NO_CONTACT = "no_contact", _("the customer could not be reached")
        UNFOUNDED = "unfounded", _("nothing to be done, with reason")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="follow_ups")
    survey = models.OneToOneField(Survey, null=True, blank=True, on_delete=models.PROTECT, related_name="follow_up")
    asked = models.OneToOneField(
        "surveys.HallAsked", null=True, blank=True, on_delete=models.PROTECT, related_name="follow_up"
    )
    visit = models.OneToOneField(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="follow_up")
    score = models.PositiveSmallIntegerField()
    wants_call = models.BooleanField(default=False)
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="follow_ups_owned")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    way = models.CharField(max_length=12, choices=Way, blank=True)
    words = models.CharField(max_length=500, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="follow_up_of_one_answer",
                condition=Q(survey__isnull=False, asked__isnull=True, visit__isnull=True, ticket__isnull=False)
                | Q(survey__isnull=True, asked__isnull=False, visit__isnull=True)
                | Q(survey__isnull=True, asked__isnull=True, visit__isnull=False, ticket__isnull=True),
            ),
            models.CheckConstraint(
                name="follow_up_done_in_words",
                condition=Q(done_at__isnull=True, done_by__isnull=True, way="")
                | Q(done_at__isnull=False, done_by__isnull=False) & ~Q(way="") & ~Q(words=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["org", "due_at"], name="satisfaction_follow_up_open", condition=Q(done_at__isnull=True)
            ),
            models.Index(
                fields=["due_at"],
                name="follow_up_to_escalate",
                condition=Q(done_at__isnull=True, escalated_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"follow-up {self.pk}"
