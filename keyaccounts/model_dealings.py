"""What whoever looks after a customer has to think of: contracts, visits, follow-ups, dates.

Everything belongs to the customer, never to the person: whoever is caretaker at that moment is told.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from customers.models import Customer, SupplyPoint
from servicedesk.lib.ids import uuid7


def _org() -> Any:
    return models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)


def _customer(name: str) -> Any:
    return models.ForeignKey(Customer, on_delete=models.CASCADE, related_name=name, db_index=False)


def _person(*, may_be_empty: bool = False) -> Any:
    more: dict[str, Any] = {"null": True, "blank": True} if may_be_empty else {}
    return models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False, **more)


class Contract(models.Model):
    """A contract with a customer; the paper itself is named by its place in the archive."""

    class Kind(models.TextChoices):
        SUPPLY = "supply", _("supply contract")
        SAFETY = "safety", _("safety agreement")
        DISPATCH = "dispatch", _("dispatching agreement")
        SERVICE = "service", _("service agreement")
        OTHER = "other", pgettext_lazy("contract", "other")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    customer = _customer("contracts")
    supply_point = models.ForeignKey(
        SupplyPoint, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.CharField(max_length=60)
    signed_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    file_ref = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)
    by = _person()
    at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    ended_by = _person(may_be_empty=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "number"], name="contract_number_once"),
            models.CheckConstraint(
                name="contract_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("signed_on")),
            ),
        ]
        indexes = [models.Index(fields=["customer", "-signed_on"], name="contract_by_customer")]

    def __str__(self) -> str:
        return self.number


class CareVisit(models.Model):
    """A visit to a customer (走访), planned and then paid, or called off."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    customer = _customer("care_visits")
    purpose = models.CharField(max_length=200)
    planned_on = models.DateField(null=True, blank=True)
    planned_by = _person(may_be_empty=True)
    paid_on = models.DateField(null=True, blank=True)
    paid_by = _person(may_be_empty=True)
    met = models.CharField(max_length=60, blank=True, help_text="whom the visitor spoke to, by function")
    said = models.TextField(blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_why = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="care_visit_planned_or_paid", condition=Q(planned_on__isnull=False) | Q(paid_on__isnull=False)
            ),
            models.CheckConstraint(
                name="care_visit_paid_by_somebody",
                condition=Q(paid_on__isnull=True, paid_by__isnull=True)
                | (Q(paid_on__isnull=False, paid_by__isnull=False) & ~Q(said="")),
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-at"], name="care_visit_by_customer"),
            models.Index(fields=["org", "customer", "-paid_on"], name="care_visit_paid"),
        ]


class FollowUp(models.Model):
    """Something promised on a visit or thought of since, due on a day. `owner` empty: whoever is caretaker then."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    customer = _customer("follow_ups")
    visit = models.ForeignKey(
        CareVisit, null=True, blank=True, on_delete=models.CASCADE, related_name="follow_ups", db_index=False
    )
    text = models.CharField(max_length=500)
    due_on = models.DateField()
    owner = _person(may_be_empty=True)
    by = _person()
    at = models.DateTimeField()
    remind_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = _person(may_be_empty=True)
    outcome = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="follow_up_done_by_somebody",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["customer", "due_on"], name="follow_up_by_customer"),
            models.Index(fields=["visit"], name="follow_up_by_visit", condition=Q(visit__isnull=False)),
            models.Index(
                fields=["owner"], name="follow_up_of_owner", condition=Q(owner__isnull=False, done_at__isnull=True)
            ),
            # Read by the tick across companies.
            models.Index(
                fields=["remind_at"],
                name="follow_up_to_remind",
                condition=Q(reminded_at__isnull=True, done_at__isnull=True),
            ),
        ]


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def live(self) -> "ReminderQuerySet":
        return self.filter(ended_at__isnull=True)

    def due(self, at: datetime) -> "ReminderQuerySet":
        return self.live().filter(remind_at__lte=at)


class Reminder(models.Model):
    """A date of a customer: once, or again every so many months. Whoever is caretaker is told some days ahead.

    `first_on` never changes, so that the 31st stays the 31st after a short month; `turn` counts the dates that have passed.
    """

    class Kind(models.TextChoices):
        CONTRACT = "contract", _("contract ends")
        ANNIVERSARY = "anniversary", _("anniversary")
        INSPECTION = "inspection", _("inspection")
        OWN = "own", pgettext_lazy("reminder", "own date")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    customer = _customer("reminders")
    contract = models.ForeignKey(
        Contract, null=True, blank=True, on_delete=models.CASCADE, related_name="reminders", db_index=False
    )
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.CharField(max_length=200, blank=True)
    first_on = models.DateField()
    every_months = models.PositiveSmallIntegerField(default=0)
    ahead_days = models.PositiveSmallIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0)
    remind_at = models.DateTimeField(null=True, blank=True)
    by = _person()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(contract__isnull=False, ended_at__isnull=True),
                name="reminder_of_contract",
            )
        ]
        indexes = [
            models.Index(fields=["customer", "remind_at"], name="reminder_by_customer"),
            # Read by the tick across companies.
            models.Index(fields=["remind_at"], name="reminder_due", condition=Q(ended_at__isnull=True)),
        ]
