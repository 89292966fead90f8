"""Safety files (安全用电档案), the cycles in which accounts are inspected, and the inspections that were made."""

from datetime import date

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from customers.models import Customer, SupplyPoint
from keyaccounts.hazard_lifecycle import Voltage
from servicedesk.lib.ids import uuid7


class InspectionCycle(models.Model):
    """A company's own cycle: months between two inspections of such a supply; `level` empty means every customer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    voltage = models.CharField(max_length=8, choices=Voltage)
    level = models.CharField(max_length=20, blank=True)
    months = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "voltage", "level"], name="inspection_cycle_once"),
            models.CheckConstraint(name="inspection_cycle_of_months", condition=Q(months__range=(1, 60))),
        ]


class SafetyFileQuerySet(models.QuerySet["SafetyFile"]):
    def visible_to(self, user: User) -> "SafetyFileQuerySet":
        if not user.may("hazards"):
            return self.none()
        return self.filter(customer__in=Customer.objects.visible_to(user))


class SafetyFile(models.Model):
    """The safety file (安全用电档案) of one account: how it is supplied, when it was and will be inspected."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="safety_files")
    supply_point = models.OneToOneField(SupplyPoint, on_delete=models.PROTECT, related_name="safety_file")
    voltage = models.CharField(max_length=8, choices=Voltage, default=Voltage.LOW)
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    inspected_on = models.DateField(null=True, blank=True)
    next_on = models.DateField(help_text="the next inspection is due")
    due_told_on = models.DateField(null=True, blank=True, help_text="the due day of which people have been told")

    objects = SafetyFileQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["org", "next_on"], name="safety_file_by_due")]

    def __str__(self) -> str:
        return f"safety file {self.pk}"

    def is_overdue(self, on: date) -> bool:
        return self.next_on < on


class Inspection(models.Model):
    """One inspection that was made. A database trigger refuses any change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    file = models.ForeignKey(SafetyFile, on_delete=models.PROTECT, related_name="inspections")
    due_on = models.DateField(help_text="it had been due then")
    done_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["org", "-done_on"], name="inspection_by_day")]
