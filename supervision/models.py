"""What supervision owns: the keys of its wall screens, cases nobody has touched for too long, and what can be taken back."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from fieldwork.models import Assignment
from servicedesk.lib.ids import uuid7
from tickets.models import Ticket


class WallKeyQuerySet(models.QuerySet["WallKey"]):
    def visible_to(self, user: User) -> "WallKeyQuerySet":
        """The keys of the places whose board I may open."""
        return self.filter(unit__in=user.units("wall_keys"))

    def live(self, at: datetime) -> "WallKeyQuerySet":
        return self.filter(ended_at__isnull=True, expires_at__gt=at)


class WallKey(models.Model):
    """An address that shows the figures of a place on a wall, without sign-in and without anything personal.

    Only the hash of its secret is kept; the secret is shown once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    key_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = WallKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="wall_key_expires_after_it_was_made", condition=Q(expires_at__gt=models.F("made_at"))
            )
        ]
        indexes = [models.Index(fields=["org", "-made_at"], name="wall_key_by_time")]

    def __str__(self) -> str:
        return self.name


class Quiet(models.Model):
    """An open case that stands still: silent for more than half of a running promise, or sent back again and again.

    Looked for by a tick. `version` is that of the case when it was found silent: whatever somebody has done since takes it
    off the list at once.
    """

    class Why(models.TextChoices):
        SILENT = "silent"
        BOUNCED = "bounced"

    ticket = models.OneToOneField(Ticket, primary_key=True, on_delete=models.CASCADE, related_name="quiet")
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    why = models.CharField(max_length=8, choices=Why)
    since = models.DateTimeField(help_text="the last thing that somebody did")
    version = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["org", "since"], name="quiet_by_time")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.why}"


class UndoableQuerySet(models.QuerySet["Undoable"]):
    def visible_to(self, user: User) -> "UndoableQuerySet":
        """What I did myself: nobody takes back what somebody else did."""
        return self.filter(by=user)


class Undoable(models.Model):
    """An act from the board that can be taken back until `held_until`; till then nobody is told of it.

    The row is gone once it was taken back or told; the case's own history keeps both. `batch` joins what was done by one
    press, `before` is how the case stood. Of a crew that was sent, the assignment knows all of that itself.
    """

    class What(models.TextChoices):
        URGE = "urge"
        TRANSFER = "transfer"
        DISPATCH = "dispatch"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.UUIDField()
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(max_length=8, choices=What)
    seq = models.PositiveIntegerField(help_text="the number of the case's event")
    before = models.JSONField(default=dict, blank=True)
    assignment = models.ForeignKey(
        Assignment, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    held_until = models.DateTimeField()

    objects = UndoableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "seq"], name="undoable_once"),
            models.CheckConstraint(
                name="undoable_dispatch_has_assignment",
                condition=Q(what="dispatch", assignment__isnull=False)
                | ~Q(what="dispatch") & Q(assignment__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["org", "batch"], name="undoable_batch"),
            # Read by the tick across companies, so `org` does not come first.
            models.Index(fields=["held_until"], name="undoable_to_tell"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.what}"
