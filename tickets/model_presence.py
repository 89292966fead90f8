"""Who looks at which case just now: rows that are refreshed by the page and mean nothing after a minute."""

from datetime import datetime, timedelta

from django.db import models

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from tickets.model_ticket import Ticket

GONE_AFTER = timedelta(seconds=60)


class PresenceQuerySet(models.QuerySet["Presence"]):
    def live(self, at: datetime) -> "PresenceQuerySet":
        return self.filter(at__gt=at - GONE_AFTER)


class Presence(models.Model):
    """One person at one case; `writing` is what they have begun to write there, if anything."""

    class Writing(models.TextChoices):
        NOTE = "note"
        REPLY = "reply"
        CALL = "call"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="presences", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    writing = models.CharField(max_length=5, blank=True, choices=Writing)
    at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="presence_once")]
        indexes = [models.Index(fields=["org", "at"], name="presence_by_org")]
