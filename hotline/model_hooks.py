"""What other systems want to hear of us: where to, which events, and each message with every try to deliver it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from accounts.models import Unit, User
from hotline.model_clients import ApiClient
from servicedesk.lib.ids import uuid7
from servicedesk.lib.sealing import key_for

# After a change both secrets sign for so long.
OLD_SECRET_LIVES = timedelta(hours=24)


class HookQuerySet(models.QuerySet["Hook"]):
    def visible_to(self, user: User) -> "HookQuerySet":
        """A client sees its own; whoever lets systems in sees those of their companies."""
        own = Q(client__user=user)
        return self.filter(own | Q(org__in=user.orgs())) if user.may("clients") else self.filter(own)

    def of_clients(self, user: User) -> "HookQuerySet":
        """Those that clients made for themselves; what goes to a hotline above us is that one's page's affair."""
        return self.visible_to(user).filter(upstream__isnull=True)

    def at_work(self) -> "HookQuerySet":
        """Those that are spoken to now."""
        return self.filter(ended_at__isnull=True, is_active=True, client__is_active=True, client__user__is_active=True)

    def free(self, *, at: datetime) -> "HookQuerySet":
        """Those whose address is not resting, and to which nobody else is just delivering."""
        rested = Q(rests_until__isnull=True) | Q(rests_until__lte=at)
        return self.filter(rested & (Q(busy_until__isnull=True) | Q(busy_until__lte=at)))


class Hook(models.Model):
    """One address of one client, with the events it wants. The database itself writes a message beside each of them.

    `ticket_verbs` and `outage_verbs` say the same as `topics` in the words of the histories, which is what triggers compare.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="hooks", db_index=False)
    address = models.CharField(max_length=500)
    topics = ArrayField(models.CharField(max_length=40))
    ticket_verbs = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    outage_verbs = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    secret_round = models.PositiveIntegerField(default=1, help_text="how many secrets it has had")
    secret_changed_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="in a row")
    rests_until = models.DateTimeField(null=True, blank=True, help_text="the circuit breaker is open")
    busy_until = models.DateTimeField(null=True, blank=True, help_text="somebody is delivering to it")
    last_taken_at = models.DateTimeField(null=True, blank=True)
    is_gone = models.BooleanField(default=False, help_text="its receiver answered 410")
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HookQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["org", "client", "-created_at"], name="hook_by_client")]
        constraints = [
            models.CheckConstraint(condition=Q(topics__len__gt=0), name="hook_wants_something"),
            models.CheckConstraint(condition=~Q(address=""), name="hook_has_an_address"),
        ]

    def __str__(self) -> str:
        return self.address

    def secrets(self, *, at: datetime) -> list[str]:
        """What a message is signed with at this moment: the secret, and for a day after a change the one before as well."""
        rounds = [self.secret_round]
        if self.secret_changed_at is not None and at < self.secret_changed_at + OLD_SECRET_LIVES:
            rounds.append(self.secret_round - 1)
        return [secret_of(self.pk, one) for one in rounds]


def secret_of(hook: UUID, which: int) -> str:
    """One secret of a hook; it follows from the house's own, so that no dump of the tables signs anything."""
    return f"whsec_{key_for('hook.signing', f'{hook}:{which}')}"


class HookMessageQuerySet(models.QuerySet["HookMessage"]):
    def visible_to(self, user: User) -> "HookMessageQuerySet":
        return self.filter(hook__in=Hook.objects.visible_to(user))

    def due(self, *, at: datetime) -> "HookMessageQuerySet":
        """What is to be delivered now, oldest first; news of a case never overtake older news of it."""
        waiting = HookMessage.State.WAITING
        before = HookMessage.objects.filter(
            hook=OuterRef("hook"), case=OuterRef("case"), state=waiting, due_at__gt=at, seq__lt=OuterRef("seq")
        )
        rows = self.filter(Q(case__isnull=True) | ~Exists(before), state=waiting, due_at__lte=at)
        return rows.order_by("created_at", "seq", "pk")


class HookMessage(models.Model):
    """One event for one hook, written with its cause. Its key is the message's id, the same at every try.

    `body` is made at the first try and stays as it is, so that every try says the same.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        TAKEN = "taken"
        DEAD = "dead"
        WITHHELD = "withheld"  # the client may not see what it is about

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="messages", db_index=False)
    what = models.CharField(max_length=40, help_text="as the history calls it")
    about = models.CharField(max_length=8, help_text="ticket, outage or test")
    case = models.UUIDField(null=True, blank=True)
    event = models.UUIDField(null=True, blank=True)
    seq = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(help_text="of the event")
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True, blank=True)
    body = models.TextField(blank=True, default="")

    objects = HookMessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["hook", "due_at"], name="hook_message_waiting", condition=Q(state="waiting")),
            models.Index(fields=["hook", "case", "seq"], name="hook_message_of_case", condition=Q(state="waiting")),
            models.Index(fields=["org", "hook", "-created_at", "-id"], name="hook_message_newest"),
            # Read across companies by the tick that forgets.
            models.Index(fields=["settled_at"], name="hook_message_by_age"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["hook", "event"], name="hook_message_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at__isnull=True)
                | ~Q(state="waiting") & Q(settled_at__isnull=False),
                name="hook_message_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"


class HookTry(models.Model):
    """One try to deliver one message: how it was answered, how long it took. Forgotten with its message."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    message = models.ForeignKey(HookMessage, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(default=0, help_text="of HTTP; 0: there was no answer")
    code = models.CharField(max_length=12, blank=True, default="", help_text="why there was none")
    took_ms = models.PositiveIntegerField(default=0)
    answer = models.CharField(max_length=120, blank=True, default="", help_text="the first of what came back")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.status or self.code}"


def newest_try() -> models.Prefetch:
    """The tries of each message, the newest first."""
    return models.Prefetch("log", HookTry.objects.order_by(F("at").desc(), "-pk"))
