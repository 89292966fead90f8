"""Machines that knock at the door: who they are, which keys they hold, what they have already been answered."""

import re
from datetime import timedelta
from hmac import compare_digest

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from servicedesk.lib.sealing import token_hash

KEY = re.compile(r"hl_(?P<prefix>[0-9a-f]{12})_(?P<secret>[A-Za-z0-9_-]{32,86})")
REMEMBERED = timedelta(days=7)
COARSE = timedelta(minutes=5)


class ApiClientQuerySet(models.QuerySet["ApiClient"]):
    def visible_to(self, user: User) -> "ApiClientQuerySet":
        return self.filter(org__in=user.orgs()) if user.may("manage") else self.none()


class ApiClient(models.Model):
    """Another system that acts here as its own service user.

    `source` is the name under which its external numbers are unique, for ever, over all companies. `scopes` are the verbs
    it may use out of those of its role; none named means all of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="api_client")
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=40, unique=True)
    scopes = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ApiClientQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["org", "name"], name="api_client_by_name")]
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="api_client_has_a_source")]

    def __str__(self) -> str:
        return self.name

    def covers(self, verb: str) -> bool:
        """Whether `verb` is among the scopes."""
        return not self.scopes or verb in self.scopes


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def live(self) -> "ApiKeyQuerySet":
        """Keys that open now, by the database's clock."""
        unspent = Q(expires_at__isnull=True) | Q(expires_at__gt=Now())
        return self.filter(unspent, revoked_at__isnull=True, client__is_active=True, client__user__is_active=True)

    def behind(self, text: str) -> "ApiKey | None":
        """The live key that was presented, or None; takes as long for an unknown prefix as for a wrong secret."""
        shape = KEY.fullmatch(text)
        if shape is None:
            return None
        long_unused = Q(last_used_at__isnull=True) | Q(last_used_at__lt=Now() - COARSE)
        known = (
            self.live()
            .filter(prefix=shape["prefix"])
            .select_related("client__user", "client__org")
            .annotate(is_long_unused=models.ExpressionWrapper(long_unused, models.BooleanField()))
            .first()
        )
        fits = compare_digest(token_hash(shape["secret"]), known.secret_hash if known else "0" * 64)
        return known if fits else None


class ApiKey(models.Model):
    """One secret of one client: 256 bits, shown once, kept as a hash. Two live ones let a client change over."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="keys")
    prefix = models.CharField(max_length=12, unique=True)
    secret_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="to the nearest five minutes")

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["org", "client"], name="api_key_by_client")]

    def __str__(self) -> str:
        return f"hl_{self.prefix}_…"


class IdempotencyKey(models.Model):
    """What a caller was answered under a key of its own choosing, so that the same question is not done twice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]
        # Read across companies by the tick that forgets old ones.
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_by_age")]

    def __str__(self) -> str:
        return self.key
