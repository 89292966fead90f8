"""Reports that come by themselves: which, how often, and to whom."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7


class ReportOrderQuerySet(models.QuerySet["ReportOrder"]):
    def visible_to(self, user: User) -> "ReportOrderQuerySet":
        """Those of my company, for whoever may read reports at all."""
        return self.filter(org__in=user.orgs()) if user.may("reports") else self.none()

    def standing(self) -> "ReportOrderQuerySet":
        return self.filter(ended_at__isnull=True)

    def due(self, at: datetime) -> "ReportOrderQuerySet":
        return self.standing().filter(next_at__lte=at)


class ReportOrder(models.Model):
    """One report that is sent every week or month. `query` is the address of the report without its period."""

    class Every(models.TextChoices):
        WEEK = "week", pgettext_lazy("how often a report comes", "every week")
        MONTH = "month", pgettext_lazy("how often a report comes", "every month")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=80)
    every = models.CharField(max_length=5, choices=Every)
    day = models.PositiveSmallIntegerField(help_text="of the week, Monday is 1; or of the month")
    hour = models.PositiveSmallIntegerField(default=8)
    query = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReportOrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="report_order_day",
                condition=Q(every="week", day__range=(1, 7)) | Q(every="month", day__range=(1, 28)),
            ),
            models.CheckConstraint(name="report_order_hour", condition=Q(hour__lt=24)),
        ]
        indexes = [
            # Read by the tick across companies.
            models.Index(fields=["next_at"], name="report_order_due", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["org", "-created_at"], name="report_order_by_time"),
        ]

    def __str__(self) -> str:
        return self.title


class Reader(models.Model):
    """Somebody who gets a report: as a notice, and by mail where an address is named."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey(ReportOrder, on_delete=models.CASCADE, related_name="readers", db_index=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    mail = models.EmailField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "person"], name="report_reader_once")]

    def __str__(self) -> str:
        return f"{self.person_id}"
