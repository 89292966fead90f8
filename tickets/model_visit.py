"""A visit to the counter: drawn, called, served or given up; what was settled without a ticket; what the customer thought."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from customers.models import Customer
from servicedesk.lib.ids import uuid7
from tickets.model_category import Category

BEST, WORST = 5, 1
MANUAL = "manual"


class Window(models.Model):
    """A window (柜台) of a hall, the clerk who sits at it, and the pad on its desk.

    `pad_n` says which link of the pad is the valid one: a new one makes the old one worthless. Only its hash is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    hall = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="windows", db_index=False)
    name = models.CharField(max_length=20)
    clerk = models.OneToOneField(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="window")
    pad_n = models.PositiveSmallIntegerField(default=1)
    pad_hash = models.CharField(max_length=64, unique=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["org", "hall"], name="window_by_hall")]
        constraints = [models.UniqueConstraint(fields=["hall", "name"], name="window_name_once")]

    def __str__(self) -> str:
        return self.name


class VisitState(models.TextChoices):
    """Where a visit stands."""

    WAITING = "waiting", pgettext_lazy("visit", "Waiting")
    CALLED = "called", _("Called")
    SERVING = "serving", _("Being served")
    SERVED = "served", _("Served")
    ABANDONED = "abandoned", _("Given up")


AT_A_WINDOW = (VisitState.CALLED, VisitState.SERVING)
OVER = (VisitState.SERVED, VisitState.ABANDONED)


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: User) -> "VisitQuerySet":
        """The visits of the halls of my grants."""
        return self.filter(hall__in=user.units("read"))

    def waiting(self) -> "VisitQuerySet":
        return self.filter(state=VisitState.WAITING)

    def at_a_window(self) -> "VisitQuerySet":
        return self.filter(state__in=AT_A_WINDOW)


class Visit(models.Model):
    """One customer at one hall (来访), from the number to the end.

    `source` is MANUAL or the API client that drew the number; `number` is empty for a walk-in. `taken_at` is when the
    waiting began, `seen_at` when something was last done for them.
    """

    class Left(models.TextChoices):
        NOT_THERE = "not_there", _("not there when called")
        CANCELLED = "cancelled", _("number given back")
        EXPIRED = "expired", _("not called that day")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    hall = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="visits", db_index=False)
    day = models.DateField()
    number = models.CharField(max_length=12, blank=True)
    service = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=40, default=MANUAL)
    external_id = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=VisitState, default=VisitState.WAITING)
    left = models.CharField(max_length=10, choices=Left, blank=True)
    window = models.ForeignKey(Window, null=True, blank=True, on_delete=models.PROTECT, related_name="visits")
    clerk = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="visits", db_index=False
    )
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="visits")
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    recalls = models.PositiveSmallIntegerField(default=0)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)
    rated_on_pad = models.BooleanField(default=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="visit_external_once", fields=["source", "external_id"], condition=~Q(external_id="")
            ),
            models.UniqueConstraint(
                name="visit_number_once_a_day", fields=["hall", "day", "number"], condition=~Q(number="")
            ),
            # A clerk serves one customer at a time; whoever calls twice at once gets one.
            models.UniqueConstraint(name="visit_one_at_a_time", fields=["clerk"], condition=Q(state__in=AT_A_WINDOW)),
            models.CheckConstraint(
                name="visit_called_by_somebody",
                condition=Q(state__in=[VisitState.WAITING, VisitState.ABANDONED])
                | Q(clerk__isnull=False, called_at__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_served_has_begun",
                condition=~Q(state__in=[VisitState.SERVING, VisitState.SERVED]) | Q(began_at__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_over_has_a_moment",
                condition=Q(state__in=OVER, ended_at__isnull=False) | (~Q(state__in=OVER) & Q(ended_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="visit_given_up_says_why",
                condition=(Q(state=VisitState.ABANDONED) & ~Q(left="")) | (~Q(state=VisitState.ABANDONED) & Q(left="")),
            ),
            models.CheckConstraint(
                name="visit_moments_in_order",
                condition=(Q(called_at__isnull=True) | Q(called_at__gte=F("taken_at")))
                & (Q(ended_at__isnull=True) | Q(ended_at__gte=F("taken_at"))),
            ),
            models.CheckConstraint(
                name="visit_rated_once_and_whole",
                condition=Q(score__isnull=True, rated_at__isnull=True)
                | Q(score__range=(WORST, BEST), rated_at__isnull=False, state=VisitState.SERVED),
            ),
        ]
        indexes = [
            models.Index(fields=["org", "hall", "day"], name="visit_by_day"),
            models.Index(
                fields=["org", "hall", "taken_at", "id"],
                name="visit_waiting",
                condition=Q(state=VisitState.WAITING),
            ),
            # Read by the tick across companies.
            models.Index(fields=["taken_at"], name="visit_not_over", condition=~Q(state__in=OVER)),
            models.Index(fields=["window", "-ended_at"], name="visit_by_window"),
        ]

    def __str__(self) -> str:
        return self.number or str(_("walk-in"))

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def wait(self) -> timedelta | None:
        """How long they waited; a walk-in did not."""
        return self.called_at - self.taken_at if self.called_at and self.number else None

    def waited(self, at: datetime) -> timedelta:
        """How long they have waited until `at`, or until they were called."""
        return (self.called_at or at) - self.taken_at


class Matter(models.Model):
    """Advice given at the window that needed no ticket. A database trigger refuses any change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="matters", db_index=False)
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    words = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    sheet = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "sheet"], name="matter_once_a_sheet")]
        indexes = [models.Index(fields=["visit", "at"], name="matter_of_visit")]
