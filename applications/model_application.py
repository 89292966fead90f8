"""The file of one application: its steps in order, its papers, and every notice of what was missing."""

from datetime import date

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from applications.lifecycle import Applicant, Duty, PaperState, StepState
from applications.model_types import ApplicationType
from servicedesk.lib.ids import uuid7
from tickets.lifecycle import ENDED
from tickets.models import Ticket


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: User) -> "ApplicationQuerySet":
        """Files of the tickets that `user` may see."""
        return self.filter(ticket__in=Ticket.objects.visible_to(user))

    def for_list(self) -> "ApplicationQuerySet":
        joins = ("ticket__unit", "ticket__handler", "ticket__queue", "ticket__category", "type")
        return self.select_related(*joins)


class Application(models.Model):
    """The file (申请档案) of one service application; its number, clocks, people and history are the ticket's."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="application")
    type = models.ForeignKey(ApplicationType, on_delete=models.PROTECT, related_name="+")
    applicant = models.CharField(max_length=10, choices=Applicant, default=Applicant.PERSON)
    by_agent = models.BooleanField(default=False)
    admitted_at = models.DateTimeField(null=True, blank=True)
    admitted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    grounds = models.TextField(blank=True, help_text="why it was declined, as the notice says it")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="application_admitted_by_somebody",
                condition=Q(admitted_at__isnull=True, admitted_by__isnull=True)
                | Q(admitted_at__isnull=False, admitted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="application_declined_with_grounds",
                condition=Q(declined_at__isnull=True, declined_by__isnull=True)
                | (Q(declined_at__isnull=False, declined_by__isnull=False) & ~Q(grounds="")),
            ),
            models.CheckConstraint(
                name="application_not_both", condition=Q(admitted_at__isnull=True) | Q(declined_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.ticket_id}"


class Step(models.Model):
    """One step of an application. Its clock is the ticket's, under the step's code; `reason` says why it was skipped."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps", db_index=False)
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=40)
    duty = models.CharField(max_length=10, choices=Duty, default=Duty.HALL)
    state = models.CharField(max_length=10, choices=StepState, default=StepState.WAITING)
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["application", "position"], name="step_position_once"),
            models.UniqueConstraint(fields=["application", "code"], name="step_code_once"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state=StepState.RUNNING), name="step_one_running"
            ),
            models.CheckConstraint(
                name="step_ended_has_a_moment",
                condition=~Q(state__in=[StepState.DONE, StepState.SKIPPED]) | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="step_skipped_with_reason", condition=~Q(state=StepState.SKIPPED) | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["org", "code"], condition=Q(state="running"), name="step_running")]

    def __str__(self) -> str:
        return self.name


class PaperQuerySet(models.QuerySet["Paper"]):
    def late(self, today: date) -> "PaperQuerySet":
        """To be handed in later, not there on the day, and nobody has been told; of applications that still run."""
        waiting = self.filter(state=PaperState.LATER, late_told_at__isnull=True, due_on__lte=today)
        return waiting.exclude(application__ticket__status__in=sorted(ENDED))


class Paper(models.Model):
    """One paper asked of this applicant: what it is, where to get it, and how it stands."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="papers", db_index=False)
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    how = models.CharField(max_length=200, blank=True, help_text="what form it has to have, and where to get it")
    is_required = models.BooleanField(default=True)
    later_days = models.PositiveSmallIntegerField(default=0, help_text="days in which it may be handed in later; 0: no")
    asked_at = models.DateTimeField(help_text="since when this applicant has been asked for it")
    state = models.CharField(max_length=10, choices=PaperState, default=PaperState.MISSING)
    reason = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True, blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True, help_text="when people were told that it is late, once")
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["application", "code"], name="paper_code_once"),
            models.CheckConstraint(
                name="paper_refused_with_reason", condition=~Q(state=PaperState.REFUSED) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="paper_later_by_a_day", condition=~Q(state=PaperState.LATER) | Q(due_on__isnull=False)
            ),
            models.CheckConstraint(
                name="paper_checked_by_somebody",
                condition=Q(checked_at__isnull=True, checked_by__isnull=True)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
            ),
        ]
        # Read by the tick across companies.
        indexes = [
            models.Index(
                fields=["due_on"],
                name="paper_late",
                condition=Q(state=PaperState.LATER, late_told_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.name


class MissingNotice(models.Model):
    """一次性告知单: everything that was missing when it was given. Sealed: a later one is a new row.

    `late` are the papers that could have been asked for the first time already; they count against `against`, who gave
    the first notice.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notices", db_index=False)
    n = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    items = models.JSONField(help_text="[{code, name, how, reason}], as printed")
    late = models.JSONField(default=list, help_text="codes of what could have been asked the first time")
    against = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_until = models.DateField()

    class Meta:
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["application", "n"], name="missing_notice_once"),
            models.CheckConstraint(
                name="missing_notice_late_names_whom", condition=Q(late=[]) | Q(against__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["org", "against", "-at"], condition=Q(against__isnull=False), name="missing_notice_against"
            )
        ]

    def __str__(self) -> str:
        return f"notice {self.n} of {self.application_id}"
