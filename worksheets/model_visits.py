"""Visits by appointment in windows: by which rule they are offered, and what was booked."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from tickets.models import Ticket


class VisitWindow(models.Model):
    """One window of a company's day, at every hall or at one: from when to when, and how many visits it holds.

    A hall with windows of its own offers those alone. `days`: the days of the week, Monday is 1; empty means the days on
    which the company works.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    hall = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    opens = models.TimeField()
    closes = models.TimeField()
    days = models.CharField(max_length=7, blank=True, default="")
    places = models.PositiveSmallIntegerField(help_text="visits that the hall's crews make in it together")
    places_a_crew = models.PositiveSmallIntegerField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["opens", "closes"]
        constraints = [
            models.UniqueConstraint(fields=["org", "hall", "opens"], name="visit_window_once", nulls_distinct=False),
            models.CheckConstraint(name="visit_window_forward", condition=Q(closes__gt=F("opens"))),
            models.CheckConstraint(
                name="visit_window_holds_some",
                condition=Q(places__gt=0) & (Q(places_a_crew__isnull=True) | Q(places_a_crew__gt=0)),
            ),
        ]


class Appointment(models.Model):
    """A visit agreed with a customer. Moved, it is another row; the old one says where to."""

    class State(models.TextChoices):
        STANDING = "standing", pgettext_lazy("visit", "agreed")
        MOVED = "moved", pgettext_lazy("visit", "moved")
        DROPPED = "dropped", pgettext_lazy("visit", "called off")
        KEPT = "kept", pgettext_lazy("visit", "kept")
        MISSED = "missed", pgettext_lazy("visit", "missed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="appointments", db_index=False)
    hall = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.STANDING)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True, help_text="why it was moved or called off")
    remind_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], name="appointment_standing_once", condition=Q(state="standing")),
            models.CheckConstraint(name="appointment_forward", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="appointment_settled", condition=Q(state="standing") | Q(settled_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["org", "hall", "starts_at"], name="appointment_by_day"),
            # Read by the tick across companies, so `org` does not come first.
            models.Index(
                fields=["remind_at"],
                name="appointment_to_remind",
                condition=Q(state="standing", reminded_at__isnull=True),
            ),
            models.Index(fields=["ends_at"], name="appointment_to_settle", condition=Q(state="standing")),
        ]
