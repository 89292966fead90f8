"""What was asked for and decided about a clock: an extension waits for a second person."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from tickets.model_clock import Clock


class Extension(models.Model):
    """A request for more time, made before the limit, decided by somebody else. Undecided while `decided_at` is empty."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="extensions")
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=24)
    limit = models.CharField(max_length=60)
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    granted = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "name"], condition=Q(decided_at__isnull=True), name="extension_one_open"
            ),
            models.CheckConstraint(
                name="extension_by_a_second_person",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="extension_decided_whole",
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, granted__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False, granted__isnull=False),
            ),
        ]
