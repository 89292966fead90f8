"""One inspection of one piece of somebody's work: its score, the appeal, the second score; nothing of it is rewritten."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from accounts.columns import org_column, person_column, unit_column
from accounts.models import User
from calls.models import Call
from quality.lifecycle import State, Work
from quality.model_plans import Draw, Plan
from quality.model_sheets import Sheet
from servicedesk.lib.ids import uuid7
from servicedesk.lib.timeline import Event
from tickets.models import Ticket


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, user: User) -> "InspectionQuerySet":
        """Those of my places if I inspect, less those about cases hidden from me; and, once they are scored, my own."""
        seen = Q(ticket__isnull=True) | Q(ticket__in=Ticket.objects.visible_to(user))
        inspects = Q(unit__in=user.units("qa")) & seen & ~Q(person=user)
        return self.filter(inspects | Q(person=user, scored_at__isnull=False))

    def open(self) -> "InspectionQuerySet":
        return self.filter(state=State.OPEN)

    def scored(self) -> "InspectionQuerySet":
        """Those with a result, of which the last counts."""
        return self.filter(scored_at__isnull=False)

    def to_score(self, user: User) -> "InspectionQuerySet":
        """What this person may score: nothing of their own."""
        return self.visible_to(user).open().exclude(person=user)

    def to_decide(self, user: User) -> "InspectionQuerySet":
        """Appeals that this person may decide: neither their own work nor their own score."""
        return self.visible_to(user).filter(state=State.APPEALED).exclude(Q(person=user) | Q(scored_by=user))

    def to_tell_late(self, at: datetime) -> "InspectionQuerySet":
        return self.filter(state=State.APPEALED, decide_by__lte=at, late_told_at__isnull=True)

    def for_list(self) -> "InspectionQuerySet":
        beside = ("ticket__category", "ticket__customer", "ticket__first_contact", "ticket__handler")
        return self.select_related("person", "unit", "call", "sheet", "plan", "scored_by", "second_by", *beside)


class Inspection(models.Model):
    """`answers`: {item: {score, note, evidence: [event ids]}}. `points` of 100. The appeal is one; its decision has answers
    and points of its own. A database trigger refuses any change of what was scored.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = org_column()
    unit = unit_column()
    person = person_column()
    work = models.CharField(max_length=10, choices=Work)
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    draw = models.ForeignKey(
        Draw, null=True, blank=True, on_delete=models.PROTECT, related_name="inspections", db_index=False
    )
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    row = models.UUIDField(null=True, blank=True, help_text="what was drawn: a case or a call")
    hides_names = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(help_text="when the work was done that is inspected")
    due_at = models.DateTimeField()
    answers = models.JSONField(default=dict, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    points = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    is_failed = models.BooleanField(default=False, help_text="a fatal item was scored 0")
    scored_by = person_column(may_be_empty=True)
    scored_at = models.DateTimeField(null=True, blank=True)
    appeal_until = models.DateTimeField(null=True, blank=True)
    appeal = models.CharField(max_length=1000, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    decide_by = models.DateTimeField(null=True, blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True)
    second_answers = models.JSONField(default=dict, blank=True)
    second_words = models.CharField(max_length=1000, blank=True)
    second_points = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    second_by = person_column(may_be_empty=True)
    second_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "work", "row", "person"], name="inspection_of_a_work_once"),
            models.CheckConstraint(
                name="inspection_scored_whole",
                condition=Q(scored_at__isnull=True, scored_by__isnull=True, points__isnull=True)
                & Q(state__in=["open", "dropped"])
                | Q(scored_at__isnull=False, scored_by__isnull=False, points__range=(0, 100)),
            ),
            models.CheckConstraint(
                name="inspection_nobody_scores_themselves",
                condition=(Q(scored_by__isnull=True) | ~Q(scored_by=F("person")))
                & (Q(second_by__isnull=True) | ~Q(second_by=F("person")) & ~Q(second_by=F("scored_by"))),
            ),
            models.CheckConstraint(
                name="inspection_appealed_in_words",
                condition=Q(appealed_at__isnull=True, appeal="") | Q(appealed_at__isnull=False) & ~Q(appeal=""),
            ),
            models.CheckConstraint(
                name="inspection_decided_whole",
                condition=Q(second_at__isnull=True, second_by__isnull=True, second_points__isnull=True)
                & ~Q(state="decided")
                | Q(second_at__isnull=False, second_by__isnull=False, second_points__range=(0, 100), state="decided"),
            ),
        ]
        indexes = [
            models.Index(fields=["org", "unit", "due_at"], name="inspection_open", condition=Q(state="open")),
            models.Index(fields=["org", "-scored_at"], name="inspection_by_time"),
            models.Index(fields=["person", "-scored_at"], name="inspection_by_person"),
            # Read by the tick across companies.
            models.Index(
                fields=["decide_by"],
                name="inspection_to_tell_late",
                condition=Q(state="appealed", late_told_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"inspection {self.pk}"

    @property
    def final(self) -> Decimal | None:
        """The points that count: those of the second reviewer where there are any."""
        return self.points if self.second_points is None else self.second_points

    @property
    def shown_person(self) -> User | None:
        """Whose work it is, once the reviewer may know."""
        return None if self.hides_names and self.scored_at is None else self.person

    @property
    def has_passed(self) -> bool | None:
        return None if self.final is None else self.final >= self.sheet.pass_mark

    def answer(self, code: str) -> dict[str, Any]:
        """What was said of one item."""
        return dict(self.answers.get(code, {}))

    @property
    def evidence(self) -> set[UUID]:
        """The events that were quoted."""
        return {UUID(pk) for one in self.answers.values() for pk in one.get("evidence", [])}


class InspectionEvent(Event):
    """What happened to an inspection. A database trigger refuses any change."""

    org = org_column()
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="events", db_index=False)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["inspection", "at"], name="inspection_event_by_time")]
