"""A call, all that was heard of it, at whose phone it was, and what came of it."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from calls.lifecycle import LIVE, State, What
from calls.model_returns import ReturnCall
from customers.models import Customer
from servicedesk.lib.ids import uuid7
from servicedesk.lib.masks import mask_phone
from tickets.models import Ticket

# Nothing was heard of its end for so long: it is not going on any more.
LOST = timedelta(hours=4)


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: User) -> "CallQuerySet":
        """Whoever watches sees all of the company's; others those at their phone, and those of a customer whom they may see."""
        mine = self.filter(org__in=user.orgs())
        if user.may("call_watch"):
            return mine
        if not user.may("calls"):
            return self.none()
        at_mine = Turn.objects.filter(call=OuterRef("pk"), user=user)
        known = Customer.objects.visible_to(user).filter(pk=OuterRef("customer"))
        return mine.filter(Q(Exists(at_mine)) | Q(Exists(known)))

    def at_phone_of(self, user: User) -> "CallQuerySet":
        return self.filter(turns__user=user)

    def live(self, at: datetime) -> "CallQuerySet":
        return self.filter(state__in=LIVE, began_at__gt=at - LOST)

    def for_list(self) -> "CallQuerySet":
        return self.select_related("customer", "holder", "org").prefetch_related("about__ticket", "notes")


class Call(models.Model):
    """One call as a PBX knows it. What stands here follows from its events (`calls.lifecycle.fold`), whatever their order."""

    class Direction(models.TextChoices):
        IN = "in", pgettext_lazy("call", "incoming")
        OUT = "out", pgettext_lazy("call", "outgoing")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=120)
    direction = models.CharField(max_length=3, choices=Direction, default=Direction.IN)
    number = models.CharField(max_length=20, blank=True, help_text="the other side's; empty: withheld")
    line = models.CharField(max_length=20, blank=True, help_text="the number or queue that was called")
    extension = models.CharField(max_length=20, blank=True)
    holder = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.SET_NULL, related_name="calls", db_index=False
    )
    state = models.CharField(max_length=8, choices=State)
    began_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    waited = models.PositiveIntegerField(null=True, blank=True, help_text="seconds until answered or given up")
    owed = models.ForeignKey(ReturnCall, null=True, blank=True, on_delete=models.SET_NULL, related_name="missed")
    seq = models.PositiveIntegerField(default=1, help_text="raised with whatever a page about it shows")

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="call_once_a_source"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="call_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[State.TALKING, State.HELD, State.ENDED]) | Q(answered_at__isnull=False),
                name="call_talked_was_answered",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE) | Q(ended_at__isnull=False), name="call_over_has_an_end"
            ),
        ]
        indexes = [
            models.Index(fields=["org", "-began_at"], name="call_by_time"),
            models.Index(fields=["org", "number", "-began_at"], name="call_by_number", condition=~Q(number="")),
            models.Index(
                fields=["customer", "-began_at"], name="call_by_customer", condition=Q(customer__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return mask_phone(self.number)

    @property
    def masked_number(self) -> str:
        return mask_phone(self.number)

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def talked(self) -> int | None:
        """Seconds from the answer to the end."""
        if self.answered_at is None or self.ended_at is None:
            return None
        return max(0, round((self.ended_at - self.answered_at).total_seconds()))


class CallEvent(models.Model):
    """One thing that a PBX told, kept once however often it comes. A trigger refuses UPDATE and DELETE."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="events")
    source = models.CharField(max_length=40)
    event_id = models.CharField(max_length=120)
    what = models.CharField(max_length=12, choices=What)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    extension = models.CharField(max_length=20, blank=True)
    to = models.CharField(max_length=20, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["at", "recorded_at"]
        constraints = [models.UniqueConstraint(fields=["source", "event_id"], name="call_event_once_a_source")]

    def __str__(self) -> str:
        return self.what


class Turn(models.Model):
    """A call at somebody's phone: from when, until when, and whether they have put it out of their sight."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="turns", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    extension = models.CharField(max_length=20)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    answered = models.BooleanField(default=False)
    put_away_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "user"], name="turn_once_a_person")]
        indexes = [
            models.Index(fields=["user", "-from_at"], name="turn_before_me", condition=Q(put_away_at__isnull=True)),
            models.Index(fields=["user", "call"], name="turn_of_user"),
        ]

    def __str__(self) -> str:
        return self.extension


class Disposition(models.TextChoices):
    """How a call ended, in the hall's words."""

    SETTLED = "settled", pgettext_lazy("call", "answered on the spot")
    TICKET = "ticket", pgettext_lazy("call", "ticket registered")
    CHASED = "chased", pgettext_lazy("call", "about an open ticket")
    PASSED = "passed", pgettext_lazy("call", "passed to somebody else")
    AGAIN = "again", pgettext_lazy("call", "to be called again")
    WRONG = "wrong", pgettext_lazy("call", "wrong number")
    SILENT = "silent", pgettext_lazy("call", "nobody spoke")
    NUISANCE = "nuisance", pgettext_lazy("call", "nuisance call")


class CallNote(models.Model):
    """A word about a call; another one is added, none is changed. A trigger refuses UPDATE and DELETE."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="notes")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    text = models.CharField(max_length=2000, blank=True)
    disposition = models.CharField(max_length=10, choices=Disposition, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="", disposition=""), name="call_note_says_something"),
        ]

    def __str__(self) -> str:
        return self.disposition


class CallTicket(models.Model):
    """A call was about a ticket, or the ticket came of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="about", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="calls")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "ticket"], name="call_about_once")]

    def __str__(self) -> str:
        return self.ticket.number


class Recording(models.Model):
    """Where the PBX keeps what was said. The sound never comes here; `sha256` says later that nobody has changed it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="recordings")
    address = models.CharField(max_length=500, blank=True)
    ref = models.CharField(max_length=120, blank=True, help_text="the PBX's own name for it")
    sha256 = models.CharField(max_length=64, blank=True)
    seconds = models.PositiveIntegerField(null=True, blank=True)
    keep_until = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "address", "ref"], name="recording_once"),
            models.CheckConstraint(condition=~Q(address="", ref=""), name="recording_can_be_found"),
        ]

    def __str__(self) -> str:
        return self.ref
