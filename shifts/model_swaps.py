"""Swaps of shifts: who works whose, and why. Counted by month."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from fieldwork.models import Shift
from servicedesk.lib.ids import uuid7


class ShiftSwap(models.Model):
    """One stretch of the rota that another person works. A database trigger refuses any change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField(help_text="first day of the month of the shift")
    was = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="+", db_index=False)
    now = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["was"], name="shift_swapped_once"),
            models.CheckConstraint(name="shift_swapped_with_another", condition=~Q(person=F("other"))),
            models.CheckConstraint(name="shift_swapped_for_a_reason", condition=~Q(reason="")),
        ]
        indexes = [models.Index(fields=["org", "month", "person"], name="shift_swap_by_month")]

    def __str__(self) -> str:
        return f"swap {self.pk}"
