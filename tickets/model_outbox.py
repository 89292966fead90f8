"""What is owed to the world because of a deadline, and the sign of life of those who see to it."""

from django.db import models
from django.db.models import Q

from accounts.models import Unit
from servicedesk.lib.ids import uuid7
from tickets.model_clock import Deadline


class OutboxQuerySet(models.QuerySet["Outbox"]):
    def given_up(self) -> "OutboxQuerySet":
        """Tried in vain, and waiting for somebody to say what becomes of it."""
        return self.filter(dead_at__isnull=False, delivered_at__isnull=True, dropped_at__isnull=True)


class Outbox(models.Model):
    """An effect owed to the world, written with its cause; delivered at least once, recognised by its key.

    What finds somebody outside their hours waits for these (`waits_until`); that is not late.
    `org` and `ticket` are those of the deadline, whose own references the database checks (docs/decisions).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    key = models.CharField(max_length=160)
    topic = models.CharField(max_length=40)
    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    deadline = models.ForeignKey(Deadline, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    available_at = models.DateTimeField()
    waits_until = models.DateTimeField(
        null=True, blank=True, help_text="when the hours of those still to be told begin"
    )
    waiting = models.JSONField(null=True, blank=True, help_text="the rungs still to be told, and who has been told")
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True, help_text="somebody has said that it need not arrive")
    last_error = models.CharField(max_length=300, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="outbox_key_once")]
        indexes = [
            models.Index(
                fields=["available_at", "id"],
                name="outbox_due",
                condition=Q(delivered_at__isnull=True, dead_at__isnull=True),
            ),
            models.Index(
                fields=["dead_at"],
                name="outbox_given_up",
                condition=Q(delivered_at__isnull=True, dead_at__isnull=False),
            ),
        ]


class Tick(models.Model):
    """When a loop last did its round: what the watchdog reads, instead of asking whether a process is alive."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
    fired = models.PositiveBigIntegerField(default=0)
    lateness_ms = models.PositiveBigIntegerField(default=0)
