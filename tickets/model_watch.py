"""What the watch writes down about the machine itself: alarms with a beginning and an end, and what the proofs found."""

from django.db import models
from django.db.models import Q

from servicedesk.lib.ids import uuid7


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def open(self) -> "AlarmQuerySet":
        return self.filter(ended_at__isnull=True)


class Alarm(models.Model):
    """Something is wrong with the clockwork from `began_at` until `ended_at`; each `code` is open at most once.

    No order of the two is enforced: the clock itself may be what is wrong. An open `clock_step` is also the switch: while it stands, nothing fires (see `tickets.guard`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40)
    facts = models.JSONField(default=dict, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(ended_at__isnull=True), name="alarm_open_once"),
        ]
        indexes = [models.Index(fields=["-began_at"], name="alarm_latest")]

    def __str__(self) -> str:
        return self.code


class Proving(models.Model):
    """One run of the fourteen proofs: `found` maps the number of each that failed to its count and the first ids."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    took_ms = models.PositiveIntegerField()
    found = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-at"], name="proving_latest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {', '.join(self.found) or 'clean'}"


class Beacon(models.Model):
    """The last good look of one machine at both clocks: the guard measures the next against it.

    `before` and `after` are its monotonic clock on either side of asking the database.
    """

    machine = models.CharField(max_length=80, primary_key=True)
    before = models.FloatField()
    database_at = models.DateTimeField()
    after = models.FloatField()
