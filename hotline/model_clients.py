"""Other systems at the door: who they are, which keys they hold, which short-lived tokens these keys were given."""

import re
from copy import copy
from datetime import timedelta
from hmac import compare_digest
from ipaddress import ip_address, ip_network
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject, Now

from accounts.models import Grant, Unit, User
from accounts.standing import GRANTS_LAST, kept
from servicedesk.lib.ids import uuid7
from servicedesk.lib.sealing import key_for, token_hash

KEY = re.compile(r"hl_(?P<prefix>[0-9a-f]{12})_(?P<secret>[A-Za-z0-9_-]{32,86})")
TOKEN = re.compile(r"ht_[A-Za-z0-9_-]{43}")
COARSE = timedelta(minutes=5)


class ApiClientQuerySet(models.QuerySet["ApiClient"]):
    def visible_to(self, user: User) -> "ApiClientQuerySet":
        return self.filter(org__in=user.orgs()) if user.may("clients") else self.none()


class ApiClient(models.Model):
    """Another system that acts here as its own service user.

    `source` is the name under which its external numbers are unique, for ever, over all companies. `scopes` are the verbs
    it may use out of those of its role; none named means all of them. Where it may use them, its user's grants say.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="api_client")
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=40, unique=True)
    scopes = models.JSONField(default=list, blank=True)
    addresses = models.JSONField(default=list, blank=True, help_text="networks it may call from; none: from anywhere")
    per_minute = models.PositiveIntegerField(
        null=True, blank=True, help_text="requests a minute; empty: the house's limit"
    )
    language = models.CharField(
        max_length=10, blank=True, default="", help_text="of sentences, unless it asks otherwise"
    )
    must_sign = models.BooleanField(default=False, help_text="only signed requests are taken")
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ApiClientQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["org", "name"], name="api_client_by_name")]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="api_client_has_a_source"),
            models.CheckConstraint(
                condition=Q(per_minute__isnull=True) | Q(per_minute__gt=0), name="api_client_may_call"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def covers(self, verb: str) -> bool:
        """Whether `verb` is among the scopes."""
        return not self.scopes or verb in self.scopes

    def lives_at(self, address: str) -> bool:
        """Whether it may call from this address; what is no address is none of its own."""
        if not self.addresses:
            return True
        try:
            found = ip_address(address)
        except ValueError:
            return False
        found = getattr(found, "ipv4_mapped", None) or found
        return any(found in ip_network(network) for network in self.addresses)

    @property
    def limit(self) -> int:
        """How many requests a minute it may send."""
        return self.per_minute or settings.API_PER_MINUTE


def _roles_by_place(person: str) -> ArraySubquery:
    """The live grants of a person, each with every unit it covers: what `User.reach` reads, inside another statement."""
    covered = Unit.objects.filter(path__startswith=OuterRef("unit__path")).order_by().values("pk")
    grants = Grant.objects.live().filter(person=OuterRef(person)).annotate(covered=ArraySubquery(covered)).order_by()
    return ArraySubquery(grants.values(told=JSONObject(role="role", units="covered")))


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def live(self) -> "ApiKeyQuerySet":
        """Keys that open now, by the database's clock."""
        unspent = Q(expires_at__isnull=True) | Q(expires_at__gt=Now())
        return self.filter(unspent, revoked_at__isnull=True, client__is_active=True, client__user__is_active=True)

    def with_caller(self) -> "ApiKeyQuerySet":
        """With the client, its user and what the user may do where, in one statement."""
        long_unused = Q(last_used_at__isnull=True) | Q(last_used_at__lt=Now() - COARSE)
        return self.select_related("client__user", "client__org").annotate(
            is_long_unused=models.ExpressionWrapper(long_unused, models.BooleanField()),
            roles_by_place=_roles_by_place("client__user"),
        )

    def named(self, prefix: str) -> "ApiKey | None":
        """The live key of this prefix, whoever presents it."""
        found = kept(
            ("api_key", prefix), lambda: self.live().with_caller().filter(prefix=prefix).first(), seconds=GRANTS_LAST
        )
        return found.copied().with_reach() if found else None

    def behind(self, text: str) -> "ApiKey | None":
        """The live key that was presented, or None; takes as long for an unknown prefix as for a wrong secret."""
        shape = KEY.fullmatch(text)
        if shape is None:
            return None
        known = self.named(shape["prefix"])
        fits = compare_digest(token_hash(shape["secret"]), known.secret_hash if known else "0" * 64)
        return known if fits else None

    def behind_token(self, text: str) -> "ApiKey | None":
        """The live key to which this living token was given, narrowed to the token's scopes."""
        if TOKEN.fullmatch(text) is None:
            return None
        living = Q(tokens__token_hash=token_hash(text), tokens__revoked_at__isnull=True, tokens__expires_at__gt=Now())
        known = self.live().with_caller().filter(living).annotate(told_scopes=F("tokens__scopes")).first()
        if known is None:
            return None
        known.narrowed = frozenset(known.told_scopes)
        return known.with_reach()


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

    # Filled by `with_caller` and `behind_token`.
    is_long_unused: bool
    roles_by_place: list[dict[str, object]]
    narrowed: frozenset[str] = frozenset()

    class Meta:
        indexes = [models.Index(fields=["org", "client"], name="api_key_by_client")]

    def __str__(self) -> str:
        return f"hl_{self.prefix}_…"

    def covers(self, verb: str) -> bool:
        """Whether the client's scopes, and those of the token it came with, include `verb`."""
        return self.client.covers(verb) and (not self.narrowed or verb in self.narrowed)

    @property
    def signing_secret(self) -> str:
        """What its requests are signed with; follows from the house's own secret, so that no dump of the tables holds it."""
        return key_for("api.signing", self.prefix)

    def copied(self) -> "ApiKey":
        """The key, its client and their user to write on; other calls may be reading this one."""
        key = copy(self)
        key.client = copy(self.client)
        key.client.user = copy(self.client.user)
        return key

    def with_reach(self) -> "ApiKey":
        """Tell the client's user what was read of its grants, so that nobody asks for them again."""
        reach: dict[UUID, frozenset[str]] = {}
        for told in self.roles_by_place:
            for unit in map(UUID, told["units"]):  # type: ignore[call-overload]
                reach[unit] = reach.get(unit, frozenset()) | {str(told["role"])}
        vars(self.client.user)["reach"] = reach
        if self.client.user.org_id == self.client.org_id:
            self.client.user.org = self.client.org
        return self


class AccessToken(models.Model):
    """What a key was exchanged for (OAuth2, client credentials): short-lived, kept as a hash, dead with its key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list, blank=True, help_text="none: those of the client")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["org", "key"], name="access_token_by_key"),
            # Read across companies by the tick that forgets.
            models.Index(fields=["expires_at"], name="access_token_by_end"),
        ]

    def __str__(self) -> str:
        return f"ht_… of {self.key_id}"
