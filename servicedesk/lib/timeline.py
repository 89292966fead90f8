"""The history of a case: facts that happened, in order, never changed afterwards."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from servicedesk.lib.ids import uuid7


class Event(models.Model):
    """One fact of one case. A database trigger refuses UPDATE and DELETE.

    `at` is when it happened, `recorded_at` when the database learned of it, `device_at` what a phone claimed.
    `by` is empty when the clock did it. `facts` holds codes and figures; sentences are made when it is read.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    what = models.CharField(max_length=40)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    device_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.CharField(max_length=500, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True
