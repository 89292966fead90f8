"""The door: what a company asks of who comes in, who tried, and from which devices its people are known."""

from datetime import datetime

from django.db import models

from accounts.model_people import Unit, User
from servicedesk.lib.ids import uuid7


class WrongLink(models.Model):
    """How often one address has tried links that open nothing. The address is kept as a blind index."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    address = models.CharField(max_length=64)
    since = models.DateTimeField(help_text="the beginning of its quarter of an hour")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "since"], name="wrong_link_once_a_quarter")]
        indexes = [models.Index(fields=["since"], name="wrong_link_by_age")]


class DoorTry(models.Model):
    """Wrong tries of late under one key: a name, an address, or a device. Keys are blind indexes; nobody can read them.

    It belongs to no company: a name that is nobody's has none.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=32, unique=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    shut_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["last_at"], name="door_try_by_age")]


class DoorPolicy(models.Model):
    """What one company asks at its door. Without a row the words of its profile hold (`accounts.policy`)."""

    class Profile(models.TextChoices):
        DENGBAO = "dengbao", "等保"
        ASVS = "asvs", "ASVS 5"

    class Factor(models.TextChoices):
        OFF = "off", "off"
        MANAGERS = "managers", "managers"
        ALL = "all", "all"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    profile = models.CharField(max_length=8, choices=Profile, default=Profile.DENGBAO)
    min_length = models.PositiveSmallIntegerField(default=10)
    classes = models.PositiveSmallIntegerField(default=3)
    max_age_days = models.PositiveSmallIntegerField(default=90)
    history = models.PositiveSmallIntegerField(default=5)
    most_failures = models.PositiveSmallIntegerField(default=5)
    factor = models.CharField(max_length=8, choices=Factor, default=Factor.OFF)
    trust_days = models.PositiveSmallIntegerField(default=0)
    idle_minutes = models.PositiveSmallIntegerField(default=30)
    idle_minutes_admin = models.PositiveSmallIntegerField(default=10)
    idle_minutes_field = models.PositiveSmallIntegerField(default=480)
    longest_hours = models.PositiveSmallIntegerField(default=12)
    one_session = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="door_policy_in_bounds",
                condition=models.Q(min_length__gte=8, min_length__lte=64, classes__gte=1, classes__lte=4)
                & models.Q(most_failures__gte=3, most_failures__lte=20, history__lte=24, trust_days__lte=90)
                & models.Q(idle_minutes__gte=5, idle_minutes_admin__gte=5, idle_minutes_field__gte=5)
                & models.Q(longest_hours__gte=1, longest_hours__lte=24),
            )
        ]


class KnownDevice(models.Model):
    """A browser from which somebody has come in before; the token in its cookie is kept as a hash, its address blind."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices", db_index=False)
    token_hash = models.CharField(max_length=64)
    address = models.CharField(max_length=32)
    agent = models.CharField(max_length=60, blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    trusted_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "token_hash"], name="known_device_once")]
        indexes = [models.Index(fields=["user", "address"], name="known_device_by_address")]


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User) -> "SessionQuerySet":
        """The sessions of my companies for whoever may end them; my own for anybody."""
        mine = models.Q(user=user)
        return self.filter(mine | models.Q(org__in=user.orgs()) if user.may("doors") else mine)

    def live(self, at: datetime) -> "SessionQuerySet":
        return self.filter(user__isnull=False, ends_at__gt=at, idle_at__gt=at)


class Session(models.Model):
    """One browser that has come to the door, and, once somebody came in by it, who. Its key is kept as a hash."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="sessions")
    key_hash = models.CharField(max_length=64, unique=True)
    data = models.TextField()
    how = models.CharField(max_length=12, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField(max_length=60, blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    idle_seconds = models.PositiveIntegerField()
    idle_at = models.DateTimeField(help_text="dead from then on, unless something is done before")
    ends_at = models.DateTimeField()

    objects = SessionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["org", "-seen_at"], name="session_of_company"),
            models.Index(fields=["idle_at"], name="session_by_end"),
        ]
