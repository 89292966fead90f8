"""What the desk needs besides the ticket: numbers and customers' links."""

from django.db import models

from accounts.models import Unit
from servicedesk.lib.ids import uuid7


class DayNumber(models.Model):
    """The last ticket number given out in one hall on one day; a number is never given twice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    hall = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hall", "day"], name="day_number_once")]


class CustomerLink(models.Model):
    """A link that a customer holds, stored as a hash. The same ticket, purpose and n make the same link again."""

    class Purpose(models.TextChoices):
        PROGRESS = "progress"
        SURVEY = "survey"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=10, choices=Purpose)
    n = models.PositiveSmallIntegerField(default=1)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "purpose", "n"], name="customer_link_once")]

    def is_live(self, at: object) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)  # type: ignore[operator]
