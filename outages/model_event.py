"""The history of an outage: what was said of it, in order, for ever."""

from django.db import models

from accounts.models import Unit
from servicedesk.lib.timeline import Event


class OutageEvent(Event):
    """One fact in the life of an outage. A database trigger refuses UPDATE and DELETE."""

    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    outage = models.ForeignKey("outages.Outage", on_delete=models.PROTECT, related_name="timeline")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["org", "-at"], name="outage_event_by_time")]
