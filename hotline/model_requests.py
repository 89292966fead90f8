"""What each client asked of us lately: a line a request, without bodies and without what was searched for."""

from datetime import timedelta

from django.db import models

from accounts.models import Unit, User
from hotline.model_clients import ApiClient
from servicedesk.lib.ids import uuid7

KEPT = timedelta(days=7)


class ApiRequestQuerySet(models.QuerySet["ApiRequest"]):
    def visible_to(self, user: User) -> "ApiRequestQuerySet":
        return self.filter(org__in=user.orgs()) if user.may("clients") else self.none()


class ApiRequest(models.Model):
    """One request of one client: when, what, how it ended, how long it took. Forgotten after seven days."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="requests")
    prefix = models.CharField(max_length=12, help_text="of the key it came with")
    way = models.CharField(max_length=6, default="key", help_text="key, signed or token")
    request_id = models.CharField(max_length=64)
    at = models.DateTimeField()
    method = models.CharField(max_length=7)
    path = models.CharField(max_length=200, help_text="of a known address, with opaque ids; without the query string")
    status = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40, blank=True, default="")
    took_ms = models.PositiveIntegerField()
    size_in = models.PositiveIntegerField(default=0)
    size_out = models.PositiveIntegerField(default=0)
    address = models.CharField(max_length=45, blank=True, default="")
    is_repeat = models.BooleanField(default=False)

    objects = ApiRequestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["org", "client", "-at", "-id"], name="api_request_newest"),
            models.Index(fields=["org", "client", "request_id"], name="api_request_by_id"),
            # Read across companies by the tick that forgets.
            models.Index(fields=["at"], name="api_request_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status}"
