"""Calls that we owe because nobody answered, and the company's rule about them."""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from customers.models import Customer
from servicedesk.lib.ids import uuid7
from servicedesk.lib.masks import mask_phone


class Owner(models.TextChoices):
    """By what it is somebody's: tried in the order of the company's rule."""

    CARETAKER = "caretaker", pgettext_lazy("call", "whoever looks after the customer")
    CASE = "case", pgettext_lazy("call", "whoever has the customer's open case")
    SEAT = "seat", pgettext_lazy("call", "whoever sits at the phone that rang")


def usual_owners() -> list[str]:
    return [str(one) for one in Owner.values]


class CallRule(models.Model):
    """How a company takes its calls, version by version; without one, as shipped."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    owners = models.JSONField(default=usual_owners)
    within = models.CharField(max_length=40, default="2wh", help_text="a limit as promises are written")
    answer_within = models.PositiveSmallIntegerField(default=15, help_text="seconds")
    least_wait = models.PositiveSmallIntegerField(
        default=3, help_text="seconds; whoever gives up sooner is owed nothing"
    )
    recording_days = models.PositiveSmallIntegerField(default=180)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "version"], name="call_rule_version"),
            models.CheckConstraint(condition=Q(answer_within__gt=0), name="call_rule_answers"),
        ]

    def __str__(self) -> str:
        return str(self.version)

    @classmethod
    def of(cls, org: UUID | None) -> "CallRule":
        """The rule in force; as shipped where the company has written none."""
        return cls.objects.filter(org=org).order_by("-version").first() or cls(version=0)


class ReturnQuerySet(models.QuerySet["ReturnCall"]):
    def visible_to(self, user: User) -> "ReturnQuerySet":
        return self.filter(org__in=user.orgs()) if user.may("calls") or user.may("call_watch") else self.none()

    def open(self) -> "ReturnQuerySet":
        return self.filter(settled_at__isnull=True)

    def overdue(self, at: datetime) -> "ReturnQuerySet":
        """Past their time, and nobody has been told."""
        return self.open().filter(escalated_at__isnull=True, due_at__lte=at)

    def for_list(self) -> "ReturnQuerySet":
        return self.select_related("customer", "owner", "settled_by")


class ReturnCall(models.Model):
    """We owe somebody a call. One for each number, however often it tried."""

    class How(models.TextChoices):
        CALLED = "called", pgettext_lazy("call", "called back")
        CAME = "came", pgettext_lazy("call", "called again and was answered")
        ANSWERED = "answered", pgettext_lazy("call", "had been answered after all")
        OTHERWISE = "otherwise", pgettext_lazy("call", "reached in another way")
        NEEDLESS = "needless", pgettext_lazy("call", "needs no call")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=20)
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    calls = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    due_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    how = models.CharField(max_length=10, choices=How, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "number"], name="return_call_one_open", condition=Q(settled_at__isnull=True)
            ),
            models.CheckConstraint(condition=~Q(number=""), name="return_call_can_be_made"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, how="") | (Q(settled_at__isnull=False) & ~Q(how="")),
                name="return_call_settled_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "due_at"], name="return_call_open", condition=Q(settled_at__isnull=True)),
            models.Index(fields=["org", "-settled_at"], name="return_call_settled"),
            # Read by the tick across companies.
            models.Index(
                fields=["due_at"],
                name="return_call_overdue",
                condition=Q(settled_at__isnull=True, escalated_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return mask_phone(self.number)

    @property
    def masked_number(self) -> str:
        return mask_phone(self.number)
