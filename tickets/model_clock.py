"""Promises with a time on them: intervals are stored, verdicts are arithmetic, a stage fires once for ever."""

from datetime import datetime

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from deadlines.hours import Calendar
from deadlines.models import Binding, Promise, WorkCalendar
from deadlines.models.calendars import pure_calendar
from servicedesk.lib.ids import uuid7


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> "ClockQuerySet":
        return self.filter(stopped_at__isnull=True, dropped_at__isnull=True)

    def promised(self) -> "ClockQuerySet":
        """What the company says; the legal limits under it are counted, and shown on the case's own page alone."""
        return self.filter(binding=Binding.PROMISE)

    def overdue(self, at: datetime) -> "ClockQuerySet":
        return self.running().filter(due_at__lte=at)

    def of_our_making(self) -> "ClockQuerySet":
        """Leave out what was already late when a history was imported: those rows have a list of their own."""
        return self.exclude(ticket__imported_at__isnull=False, due_at__lt=F("ticket__imported_at"))

    def judged(self) -> "ClockQuerySet":
        """Leave out what was answered after a due time that somebody has voided: it is neither kept nor missed."""
        return self.exclude(voided_at__isnull=False, stopped_at__gt=F("due_at"))

    def due_before(self, moment: datetime) -> "ClockQuerySet":
        """Running and due by then.

        Said twice: the second is what statistics are kept of (`clock_running_due`). By the columns alone the planner
        takes a tenth of all clocks for due, because nearly all that have stopped were due long ago.
        """
        still = Case(When(dropped_at__isnull=True, stopped_at__isnull=True, then=F("due_at")))
        return self.running().filter(due_at__lte=moment).alias(due_still=still).filter(due_still__lte=moment)


class Clock(models.Model):
    """One run of one promise of one ticket. `due_at` is fixed; a change of plan is a new generation.

    met = `stopped_at`; missed = the breach row fired; `dropped_at` = this generation ended without a verdict.
    A run begins with a generation without `cause`; the later ones of the same run name why the plan changed, keep
    `origin_at`, and carry in `used` what the earlier ones have spent of `limit`, on the limit's own clock. One that goes
    on with what was missed before is due before it starts, and is not missed again.
    `voided_at`: its breach was false and counts for nothing; the row and its event stay.
    """

    class Cause(models.TextChoices):
        """Why a run went on as a new generation."""

        RESUME = "resume", _("went on after a pause")
        EXTEND = "extend", _("more time was given")
        REPLAN = "replan", _("the case changed")
        CALENDAR = "calendar", _("a new version of the calendar")
        VOID = "void", _("a breach was voided")
        JOIN = "join", _("a tighter promise of another case holds")
        PART = "part", _("its own promise holds again")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="clocks")
    name = models.CharField(max_length=24)
    binding = models.CharField(max_length=8, choices=Binding, default=Binding.PROMISE)
    generation = models.PositiveSmallIntegerField(default=1)
    cause = models.CharField(max_length=12, blank=True, choices=Cause)
    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="+")
    calendar_version = models.PositiveIntegerField(default=1)
    calendar = models.ForeignKey(WorkCalendar, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    limit = models.CharField(max_length=60)
    used = models.DurationField(default="0")
    origin_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "name", "generation"], name="clock_generation_once"),
            models.CheckConstraint(
                name="clock_ends_one_way",
                condition=Q(stopped_at__isnull=True) | Q(dropped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="clock_due_after_start",
                condition=Q(due_at__gte=F("started_at")) | Q(origin_at__isnull=False, due_at__gte=F("origin_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["org", "due_at"],
                name="clock_running",
                condition=Q(stopped_at__isnull=True, dropped_at__isnull=True),
            ),
            # What ended in a period: every report of promises kept.
            models.Index(fields=["org", "stopped_at"], name="clock_ended", condition=Q(stopped_at__isnull=False)),
        ]

    @property
    def origin(self) -> datetime:
        """When the run began, however often its plan has changed since."""
        return self.origin_at or self.started_at

    @property
    def work_calendar(self) -> Calendar:
        """The version of the calendar by which this generation is counted."""
        return pure_calendar(self.calendar_id) if self.calendar_id else self.promise.work_calendar()

    @property
    def was_kept(self) -> bool | None:
        """True or False once the clock has stopped; None while it runs, if it was dropped or if its breach was voided."""
        if self.stopped_at is None or (self.voided_at and self.stopped_at > self.due_at):
            return None
        return self.stopped_at <= self.due_at


class ClockSpan(models.Model):
    """A stretch of a clock, running or paused, with who had the case meanwhile."""

    class State(models.TextChoices):
        RUNNING = "running"
        PAUSED = "paused"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="spans")
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    until = models.DateTimeField(null=True, blank=True, help_text="when a pause ends by itself")
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clock"],
                condition=Q(to_at__isnull=True),
                name="clock_span_one_open",
            ),
            models.CheckConstraint(
                name="clock_span_forward",
                condition=Q(to_at__isnull=True) | Q(to_at__gte=F("from_at")),
            ),
        ]


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def set_aside(self) -> "DeadlineQuerySet":
        """Could not be settled, and waiting for somebody to say what becomes of it."""
        return self.filter(state="armed", quarantined_at__isnull=False)


class Deadline(models.Model):
    """One stage of one run of one clock: it fires at most once, never early, and never changes its mind.

    FINAL are the stages by which a run is missed, or an average's target passed.
    """

    FINAL = frozenset({"breach", "target"})

    class Stage(models.TextChoices):
        WARN = "warn"
        TARGET = "target"
        BREACH = "breach"

    class State(models.TextChoices):
        ARMED = "armed"
        FIRED = "fired"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="deadlines", db_index=False)
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="deadlines")
    name = models.CharField(max_length=24)
    stage = models.CharField(max_length=12)
    generation = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.ARMED)
    settled_at = models.DateTimeField(null=True, blank=True)
    quarantined_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "name", "stage", "generation"],
                name="deadline_stage_once",
            ),
            models.CheckConstraint(
                name="deadline_armed_is_unsettled",
                condition=Q(state="armed", settled_at__isnull=True) | (~Q(state="armed") & Q(settled_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="deadline_never_early",
                condition=~Q(state="fired") | Q(settled_at__gte=F("due_at")),
            ),
        ]
        indexes = [
            # Read by the sweep across companies, so `org` does not come first.
            models.Index(
                fields=["due_at", "id"],
                name="deadline_due",
                condition=Q(state="armed", quarantined_at__isnull=True),
            ),
            models.Index(
                fields=["quarantined_at"],
                name="deadline_set_aside",
                condition=Q(state="armed", quarantined_at__isnull=False),
            ),
        ]
