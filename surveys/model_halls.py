"""How a hall is judged month by month: by its customers, by test calls and mystery visits; and what follows from it."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from customers.models import Customer
from servicedesk.lib.ids import uuid7
from surveys.lifecycle import BEST, WORST
from surveys.model_asked import Channel
from surveys.model_callbacks import Callback
from surveys.model_forms import Questionnaire
from tickets.models import Visit

_ITEMS = ("overall", "environment", "waiting", "skill", "attitude")


class HallScreen(models.Model):
    """The question on the hall's own screen: a link that anybody standing there may open. A new one ends the old."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    hall = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="survey_screen")
    n = models.PositiveSmallIntegerField(default=1)
    token_hash = models.CharField(max_length=64, unique=True)


class HallAskedQuerySet(models.QuerySet["HallAsked"]):
    def visible_to(self, user: User) -> "HallAskedQuerySet":
        return self.filter(hall__in=user.units("satisfaction"))

    def answered(self) -> "HallAskedQuerySet":
        return self.filter(answered_at__isnull=False)

    def unanswered(self, at: datetime) -> "HallAskedQuerySet":
        return self.filter(answered_at__isnull=True, expires_at__gt=at)


class HallAsked(models.Model):
    """One customer who was asked about a hall in one month, and the answer: five levels for each of five things.

    By SMS the link is theirs alone and its hash is kept; on the hall's screen there is no link and no name.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    hall = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(help_text="its first day")
    channel = models.CharField(max_length=10, choices=Channel)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="+", db_index=False)
    visit = models.OneToOneField(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="asked")
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    token_hash = models.CharField(max_length=64, null=True, unique=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    overall = models.PositiveSmallIntegerField(null=True, blank=True)
    environment = models.PositiveSmallIntegerField(null=True, blank=True)
    waiting = models.PositiveSmallIntegerField(null=True, blank=True)
    skill = models.PositiveSmallIntegerField(null=True, blank=True)
    attitude = models.PositiveSmallIntegerField(null=True, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    comment = models.CharField(max_length=500, blank=True)

    objects = HallAskedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hall_asked_is_answered_whole",
                condition=Q(answered_at__isnull=True, overall__isnull=True)
                | Q(answered_at__isnull=False, overall__isnull=False, answered_at__lt=F("expires_at")),
            ),
            *(
                models.CheckConstraint(
                    name=f"hall_asked_{item}_is_a_level",
                    condition=Q(**{f"{item}__isnull": True}) | Q(**{f"{item}__range": (WORST, BEST)}),
                )
                for item in _ITEMS
            ),
            # A customer is asked about a hall once a month.
            models.UniqueConstraint(
                fields=["hall", "month", "customer"], name="hall_asked_once", condition=Q(customer__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["org", "hall", "month"], name="hall_asked_by_month")]


class CheckQuerySet(models.QuerySet["Check"]):
    def visible_to(self, user: User) -> "CheckQuerySet":
        return self.filter(unit__in=user.units("satisfaction"))

    def open(self) -> "CheckQuerySet":
        return self.filter(done_at__isnull=True)


class Check(models.Model):
    """One look at our own service, scored on the quality sheet: a callback called again, a test call, a mystery visit.

    `points`: of a hundred. A second call also says whether the customer confirms what was written down (`agrees`).
    """

    class Sort(models.TextChoices):
        SECOND = "second", pgettext_lazy("check", "second call")
        TEST_CALL = "test_call", pgettext_lazy("check", "test call")
        MYSTERY = "mystery", pgettext_lazy("check", "mystery visit")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    sort = models.CharField(max_length=10, choices=Sort)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    callback = models.OneToOneField(
        Callback, null=True, blank=True, on_delete=models.PROTECT, related_name="second_check"
    )
    quarter = models.CharField(max_length=6, blank=True, help_text="2026Q4, of a second call")
    opened_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    questionnaire = models.ForeignKey(
        Questionnaire, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answers = models.JSONField(default=dict, blank=True)
    points = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    agrees = models.BooleanField(null=True, blank=True)
    words = models.CharField(max_length=500, blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="check_second_has_its_callback",
                condition=Q(sort="second", callback__isnull=False) & ~Q(quarter="")
                | ~Q(sort="second") & Q(callback__isnull=True),
            ),
            models.CheckConstraint(
                name="check_done_is_scored",
                condition=Q(done_at__isnull=True, done_by__isnull=True, points__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False, points__isnull=False, questionnaire__isnull=False),
            ),
            models.CheckConstraint(
                name="check_points_of_a_hundred", condition=Q(points__isnull=True) | Q(points__range=(0, 100))
            ),
        ]
        indexes = [models.Index(fields=["org", "sort", "-opened_at"], name="check_by_sort")]


class Improvement(models.Model):
    """What is to become better at a hall that was below its target for months (改善项目); opened by rule, once a stretch."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("improvement", "to be planned")
        PLANNED = "planned", pgettext_lazy("improvement", "under way")
        ENDED = "ended", pgettext_lazy("improvement", "ended")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    hall = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(help_text="first day of the last month below the target")
    because = models.JSONField(default=list)
    target = models.DecimalField(max_digits=4, decimal_places=1)
    opened_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    plan = models.TextField(max_length=2000, blank=True)
    result = models.TextField(max_length=2000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            # While one is open, more bad months add nothing new.
            models.UniqueConstraint(fields=["hall"], name="improvement_one_open", condition=~Q(state="ended")),
            models.CheckConstraint(
                name="improvement_planned_by_somebody",
                condition=Q(state="open") | Q(owner__isnull=False, due_on__isnull=False) & ~Q(plan=""),
            ),
            models.CheckConstraint(
                name="improvement_ended_with_a_result",
                condition=~Q(state="ended") | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(result=""),
            ),
        ]
        indexes = [models.Index(fields=["org", "-month"], name="improvement_by_month")]
