"""What keeps a request from being done twice: the caller's own keys with what was answered, and signatures' nonces."""

from datetime import timedelta

from django.db import models

from accounts.models import Unit, User
from hotline.model_clients import ApiClient
from servicedesk.lib.ids import uuid7

REMEMBERED = timedelta(days=7)


class IdempotencyKey(models.Model):
    """What a caller was answered under a key of its own choosing, so that the same question is not done twice.

    A caller may write anything into a key, so only its hash is kept; the answer is sealed and goes after seven days.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100, help_text="hash of what the caller wrote")
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    sealed = models.BinaryField(null=True, blank=True, help_text="the answer: body and headers")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]
        # Read across companies by the tick that forgets old ones.
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_by_age")]

    def __str__(self) -> str:
        return self.key


class Nonce(models.Model):
    """One signature was used; the same again is a replay. Kept for as long as its timestamp could still be taken."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=64, help_text="hash of what the caller wrote")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "nonce"], name="nonce_once")]
        # Read across companies by the tick that forgets old ones.
        indexes = [models.Index(fields=["at"], name="nonce_by_age")]

    def __str__(self) -> str:
        return self.nonce
