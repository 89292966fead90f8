"""One end of a shift at one place: its sheet, its two signatures, what moved."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from accounts.columns import org_column, person_column
from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from servicedesk.lib.timeline import Event
from shifts.lifecycle import Note, State
from shifts.model_rules import HandoverRule
from tickets.models import Ticket


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, user: User) -> "HandoverQuerySet":
        return self.filter(unit__in=user.units("handover"))

    def pending(self) -> "HandoverQuerySet":
        return self.exclude(state=State.DONE)

    def to_tell_late(self, at: datetime) -> "HandoverQuerySet":
        """Those past the time for signatures, of which nobody has been told; a place without rules is late for nobody."""
        return self.pending().filter(late_at__lte=at, late_told_at__isnull=True, rule__is_on=True)

    def to_move(self) -> "HandoverQuerySet":
        """Those of whose work a part has not been given on yet."""
        return self.filter(state=State.DONE, moved_at__isnull=True)

    def for_list(self) -> "HandoverQuerySet":
        return self.select_related("unit", "out_by", "in_by", "overruled_by", "rule")


class Handover(models.Model):
    """The end of one shift at one place. `sheet` is what was signed; a handover that is done is never changed again
    but for `moved_at`: when the last of the work had been given on. `leavers`: whose work moves, by id.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = org_column()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="handovers", db_index=False)
    rule = models.ForeignKey(
        HandoverRule, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    turn = models.CharField(max_length=40, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    late_at = models.DateTimeField()
    late_told_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    ticked = models.JSONField(default=dict, blank=True, help_text="by item: how many are there, and a remark")
    leavers = models.JSONField(default=list, blank=True)
    out_by = person_column(may_be_empty=True)
    out_at = models.DateTimeField(null=True, blank=True)
    remark = models.CharField(max_length=1000, blank=True)
    answers = models.JSONField(default=dict, blank=True, help_text="of the four questions: true, or why not")
    overruled_by = person_column(may_be_empty=True)
    overruled_at = models.DateTimeField(null=True, blank=True)
    overrule_reason = models.CharField(max_length=500, blank=True)
    in_by = person_column(may_be_empty=True)
    in_at = models.DateTimeField(null=True, blank=True)
    sheet = models.JSONField(default=dict, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "until_at"], name="handover_once_a_turn"),
            models.CheckConstraint(name="handover_ends_after_it_begins", condition=Q(until_at__gt=F("from_at"))),
            models.CheckConstraint(
                name="handover_signed_by_whoever_goes",
                condition=Q(state__in=["open", "blocked"]) | Q(out_by__isnull=False, out_at__isnull=False),
            ),
            models.CheckConstraint(
                name="handover_taken_by_another",
                condition=Q(in_by__isnull=True, in_at__isnull=True) & ~Q(state="done")
                | Q(in_by__isnull=False, in_at__isnull=False, state="done") & ~Q(in_by=F("out_by")),
            ),
            models.CheckConstraint(
                name="handover_overruled_with_a_reason",
                condition=Q(overruled_by__isnull=True, overruled_at__isnull=True)
                | Q(overruled_by__isnull=False, overruled_at__isnull=False) & ~Q(overrule_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["org", "unit", "-until_at"], name="handover_by_unit"),
            # Read by the tick across companies.
            models.Index(
                fields=["late_at"],
                name="handover_to_tell_late",
                condition=Q(late_told_at__isnull=True) & ~Q(state="done"),
            ),
            models.Index(fields=["in_at"], name="handover_to_move", condition=Q(moved_at__isnull=True, state="done")),
        ]

    def __str__(self) -> str:
        return f"handover {self.pk}"

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE

    @property
    def minutes_late(self) -> int:
        """How many minutes after the end of the shift it was taken over; 0 if in time."""
        over = (self.in_at - self.until_at).total_seconds() if self.in_at else 0
        return max(0, int(over // 60))


class HandoverWord(models.Model):
    """The sentence about a case that is late or soon due, as the outgoing person leaves it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = org_column()
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="words", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=300)
    by = person_column()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handover", "ticket"], name="handover_word_once"),
            models.CheckConstraint(name="handover_word_says_something", condition=~Q(text="")),
        ]


class HandoverMove(models.Model):
    """One thing whose owner changes with the shift. Written with the signature, settled once; `why` says why not."""

    class Sort(models.TextChoices):
        TICKET = "ticket"
        CALLBACK = "callback"
        RETURN = "return"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = org_column()
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="moves", db_index=False)
    sort = models.CharField(max_length=8, choices=Sort)
    row = models.UUIDField()
    label = models.CharField(max_length=40)
    path = models.CharField(max_length=80, blank=True)
    whose = person_column()
    settled_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True, help_text="why it could not move; empty: it did")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["handover", "sort", "row"], name="handover_move_once")]

    @property
    def is_done(self) -> bool:
        return self.settled_at is not None and not self.why


class HandoverEvent(Event):
    """What happened to a handover. A database trigger refuses any change."""

    org = org_column()
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="events", db_index=False)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["handover", "at"], name="handover_event_by_time")]


class ShiftNoteQuerySet(models.QuerySet["ShiftNote"]):
    def visible_to(self, user: User) -> "ShiftNoteQuerySet":
        return self.filter(unit__in=user.units("handover"))


class ShiftNote(models.Model):
    """A line of the log of a shift, written while it lasts. A database trigger refuses any change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = org_column()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    sort = models.CharField(max_length=8, choices=Note, default=Note.EVENT)
    at = models.DateTimeField()
    by = person_column()
    text = models.CharField(max_length=1000)

    objects = ShiftNoteQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="shift_note_says_something", condition=~Q(text=""))]
        indexes = [models.Index(fields=["org", "unit", "-at"], name="shift_note_by_time")]
