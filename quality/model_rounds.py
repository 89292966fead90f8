"""Halls inspect each other once a quarter; praise and penalties; improvement projects followed to their effect."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from accounts.columns import org_column, person_column, unit_column
from accounts.models import User
from quality.lifecycle import Merit as Sort
from quality.lifecycle import MeritState, Phase
from quality.model_inspections import Inspection
from servicedesk.lib.ids import uuid7
from surveys.models import Improvement
from tickets.models import Ticket


class CrossVisit(models.Model):
    """互查: one hall inspects another in a quarter. `asked` questions, `correct` of them answered well."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = org_column()
    quarter = models.CharField(max_length=6)
    by_hall = unit_column()
    of_hall = unit_column()
    seed = models.CharField(max_length=32)
    due_on = models.DateField()
    asked = models.PositiveSmallIntegerField(null=True, blank=True)
    correct = models.PositiveSmallIntegerField(null=True, blank=True)
    found = models.CharField(max_length=2000, blank=True)
    done_by = person_column(may_be_empty=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quarter", "by_hall"], name="cross_visit_by_once"),
            models.UniqueConstraint(fields=["quarter", "of_hall"], name="cross_visit_of_once"),
            models.CheckConstraint(name="cross_visit_of_another", condition=~Q(by_hall=F("of_hall"))),
            models.CheckConstraint(
                name="cross_visit_done_whole",
                condition=Q(done_at__isnull=True, done_by__isnull=True, asked__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False, asked__gt=0, correct__lte=F("asked")),
            ),
        ]
        indexes = [models.Index(fields=["org", "-quarter"], name="cross_visit_by_quarter")]

    def __str__(self) -> str:
        return f"{self.quarter} {self.by_hall_id} → {self.of_hall_id}"

    @property
    def rate(self) -> float | None:
        """Per cent of right answers."""
        return round(100 * (self.correct or 0) / self.asked, 1) if self.asked else None


class MeritQuerySet(models.QuerySet["Merit"]):
    def visible_to(self, user: User) -> "MeritQuerySet":
        return self.filter(Q(unit__in=user.units("qa")) | Q(person=user))


class Merit(models.Model):
    """Praise, or a penalty, on record. A penalty stands when a second person has confirmed it, and may be appealed once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = org_column()
    unit = unit_column()
    person = person_column()
    sort = models.CharField(max_length=8, choices=Sort)
    state = models.CharField(max_length=9, choices=MeritState)
    points = models.PositiveSmallIntegerField(default=0, help_text="to be added or taken away")
    reason = models.CharField(max_length=1000)
    inspection = models.ForeignKey(
        Inspection, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ticket = models.ForeignKey(
        Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    by = person_column()
    at = models.DateTimeField()
    second_by = person_column(may_be_empty=True)
    second_at = models.DateTimeField(null=True, blank=True)
    appeal_until = models.DateTimeField(null=True, blank=True)
    appeal = models.CharField(max_length=1000, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    decided_by = person_column(may_be_empty=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=500, blank=True)

    objects = MeritQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="merit_not_of_oneself", condition=~Q(by=F("person"))),
            models.CheckConstraint(
                name="merit_penalty_by_two",
                condition=Q(sort="praise")
                | Q(state="proposed")
                | Q(second_by__isnull=False) & ~Q(second_by=F("by")) & ~Q(second_by=F("person")),
            ),
            models.CheckConstraint(
                name="merit_appeal_decided_by_another",
                condition=Q(decided_by__isnull=True)
                | ~Q(decided_by=F("person")) & ~Q(decided_by=F("by")) & ~Q(decided_by=F("second_by")),
            ),
        ]
        indexes = [models.Index(fields=["org", "-at"], name="merit_by_time")]

    def __str__(self) -> str:
        return f"{self.sort} {self.pk}"


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User) -> "ProjectQuerySet":
        return self.filter(unit__in=user.units("qa"))

    def to_follow(self) -> "ProjectQuerySet":
        """Those whose improvement was planned or ended on the pages of satisfaction."""
        ended = Q(phase__in=[Phase.PLAN, Phase.DO], improvement__state=Improvement.State.ENDED)
        return self.filter(ended | Q(phase=Phase.PLAN, improvement__state=Improvement.State.PLANNED))

    def to_measure(self, at: datetime) -> "ProjectQuerySet":
        return self.filter(phase__in=[Phase.CHECK, Phase.ACT], after__isnull=True, improvement__isnull=False)


class Project(models.Model):
    """An improvement project (PDCA): what is to become better, by what figure it is seen, before and after.

    One that three bad months of a hall have opened belongs to its `Improvement`, with which it ends.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = org_column()
    unit = unit_column()
    improvement = models.OneToOneField(
        Improvement, null=True, blank=True, on_delete=models.PROTECT, related_name="project"
    )
    title = models.CharField(max_length=120)
    measure = models.CharField(max_length=120)
    before = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    target = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    after = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    measured_at = models.DateTimeField(null=True, blank=True)
    phase = models.CharField(max_length=5, choices=Phase, default=Phase.PLAN)
    owner = person_column(may_be_empty=True)
    due_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_by = person_column(may_be_empty=True)
    late_told_on = models.DateField(null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="project_owned_once_planned",
                condition=Q(phase="plan") | Q(owner__isnull=False, due_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["org", "-opened_at"], name="project_by_time")]

    def __str__(self) -> str:
        return self.title

    @property
    def effect(self) -> float | None:
        """By how much the figure has changed."""
        return None if self.before is None or self.after is None else float(self.after - self.before)


class ProjectStep(models.Model):
    """What was written in one phase of a project. A database trigger refuses any change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = org_column()
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="steps", db_index=False)
    phase = models.CharField(max_length=5, choices=Phase)
    text = models.CharField(max_length=2000)
    by = person_column()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(name="project_step_says_something", condition=~Q(text=""))]
        indexes = [models.Index(fields=["project", "at"], name="project_step_by_time")]
