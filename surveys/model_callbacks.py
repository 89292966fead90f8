"""The calls owed to customers after the work, and each call that was made."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models import Grant, Unit, User
from accounts.roles import roles_for
from servicedesk.lib.ids import uuid7
from surveys.lifecycle import BEST, LEAST_SATISFIED, WORST, Outcome, Result
from tickets.models import Ticket


class CallbackQuerySet(models.QuerySet["Callback"]):
    def visible_to(self, user: User) -> "CallbackQuerySet":
        return self.filter(ticket__in=Ticket.objects.visible_to(user))

    def open(self) -> "CallbackQuerySet":
        return self.filter(done_at__isnull=True)

    def to_remind(self, at: datetime) -> "CallbackQuerySet":
        return self.open().filter(reminded_at__isnull=True, remind_at__lte=at)

    def callable_at(self, at: datetime) -> "CallbackQuerySet":
        """Open, and not put off until later."""
        return self.open().filter(not_before__lte=at)

    def fit_for(self, user: User) -> "CallbackQuerySet":
        """Those that this person may make: in their places, not about them, and not of a case they handled themselves."""
        return self.visible_to(user).filter(ticket__unit__in=user.units("callback")).exclude(ticket__handler=user)

    def free_for(self, user: User) -> "CallbackQuerySet":
        """Mine, nobody's, and those of people who have left."""
        able = Grant.objects.live().filter(role__in=roles_for("callback"), person__is_active=True).values("person")
        return self.filter(Q(agent=user) | Q(agent__isnull=True) | ~Q(agent__in=able))

    def for_page(self) -> "CallbackQuerySet":
        return self.select_related(
            "ticket__unit", "ticket__handler", "ticket__crew", "ticket__category", "ticket__first_contact", "agent"
        )


class Callback(models.Model):
    """One telephone call (回访) owed to a customer after a round of work; at most one a ticket and round.

    `not_before`: when it may next be tried. `remind_at`: when its agent is reminded, once; a new time is a new reminder
    (`reminder` counts them). `agent` is empty while it lies in the queue of the desk. `due_at` is the callback clock's,
    empty where no time is promised. `score`: 5 very satisfied … 1 very dissatisfied.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="callbacks")
    round = models.PositiveSmallIntegerField()
    agent = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="callbacks")
    queue = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField()
    appointment_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminder = models.PositiveSmallIntegerField(default=1)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=14, choices=Outcome, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    reasons = models.JSONField(default=list, blank=True)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "round"], name="callback_once_a_round"),
            models.CheckConstraint(
                name="callback_done_has_an_outcome",
                condition=Q(done_at__isnull=True, outcome="") | (Q(done_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="callback_score_fits_the_outcome",
                condition=Q(outcome=Outcome.SATISFIED, score__isnull=False, score__range=(LEAST_SATISFIED, BEST))
                | Q(outcome=Outcome.DISSATISFIED, score__isnull=False, score__range=(WORST, LEAST_SATISFIED - 1))
                | (~Q(outcome__in=[Outcome.SATISFIED, Outcome.DISSATISFIED]) & Q(score__isnull=True)),
            ),
        ]
        indexes = [
            # Read by the reminder across companies, so `org` does not come first.
            models.Index(
                fields=["remind_at"],
                name="callback_to_remind",
                condition=Q(done_at__isnull=True, reminded_at__isnull=True),
            ),
            models.Index(fields=["org", "due_at"], name="callback_open", condition=Q(done_at__isnull=True)),
            models.Index(fields=["agent", "done_at"], name="callback_by_agent"),
            models.Index(fields=["org", "done_at"], name="callback_by_end", condition=Q(done_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"callback {self.pk}"

    @property
    def reminder_key(self) -> str:
        """One key for each time an agent is to be reminded, so that saying it twice is one notice."""
        key = f"callback:{self.pk}:{self.round}"
        return key if self.reminder == 1 else f"{key}:{self.reminder}"


class CallbackTry(models.Model):
    """One call that was made. A database trigger refuses any change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    callback = models.ForeignKey(Callback, on_delete=models.PROTECT, related_name="tries")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=14, choices=Result)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["org", "-at"], name="callback_try_by_time")]
