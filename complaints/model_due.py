"""What is to be done about a complaint by when, beside the customer's promises: each is reminded of once and told up once."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from complaints.steps import Step
from servicedesk.lib.ids import uuid7
from tickets.models import Ticket


class DueQuerySet(models.QuerySet["Due"]):
    def visible_to(self, user: User) -> "DueQuerySet":
        return self.filter(ticket__in=Ticket.objects.visible_to(user))

    def open(self) -> "DueQuerySet":
        return self.filter(done_at__isnull=True, dropped_at__isnull=True)

    def to_remind(self, at: datetime) -> "DueQuerySet":
        return self.open().filter(remind_at__lte=at, reminded_at__isnull=True)

    def to_tell_up(self, at: datetime) -> "DueQuerySet":
        return self.open().filter(due_at__lt=at, told_up_at__isnull=True)


class Due(models.Model):
    """One thing to do about a case. `key` names it within the case, so that it is set once whoever sets it twice.

    `owner` is reminded; empty means whoever has the case. `told_up_at` is when it went up because it was late.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="complaint_dues", db_index=False)
    step = models.CharField(max_length=16, choices=Step)
    key = models.CharField(max_length=60)
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    remind_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    told_up_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = DueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "key"], name="complaint_due_once"),
            models.CheckConstraint(name="complaint_due_reminds_before", condition=Q(remind_at__lte=F("due_at"))),
            models.CheckConstraint(
                name="complaint_due_ends_once", condition=Q(done_at__isnull=True) | Q(dropped_at__isnull=True)
            ),
        ]
        indexes = [
            # Read by the tick across companies, so `org` does not come first.
            models.Index(
                fields=["remind_at"],
                name="complaint_due_reminds",
                condition=Q(reminded_at__isnull=True, done_at__isnull=True, dropped_at__isnull=True),
            ),
            models.Index(
                fields=["due_at"],
                name="complaint_due_late",
                condition=Q(told_up_at__isnull=True, done_at__isnull=True, dropped_at__isnull=True),
            ),
            models.Index(
                fields=["org", "step", "due_at"],
                name="complaint_due_open",
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"due {self.step} {self.due_at}"
