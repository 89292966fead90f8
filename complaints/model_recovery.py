"""服务补救: how a failure is made good, and every step of it."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from complaints.model_rules import CompensationRule, RecoveryRule
from complaints.model_work import somebody
from servicedesk.lib.ids import uuid7
from tickets.lifecycle import MILESTONES
from tickets.models import Ticket


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    def visible_to(self, user: User) -> "RecoveryQuerySet":
        return self.filter(ticket__in=Ticket.objects.visible_to(user))

    def open(self) -> "RecoveryQuerySet":
        return self.filter(ended_at__isnull=True)

    def for_list(self) -> "RecoveryQuerySet":
        return self.select_related("ticket__unit", "ticket__org", "owner", "apology_by", "correction", "asked_by")


class Recovery(models.Model):
    """One failure to make good: apology, correction, compensation, follow-up; not every case needs all four.

    It is proposed by rule or by a person; `ended_at` without `taken_at` means that it was declined. What it was worth is
    the customer's next answer (`score`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="recoveries", db_index=False)
    why = models.CharField(max_length=10, choices=RecoveryRule.Why)
    key = models.CharField(max_length=60)
    proposed_at = models.DateTimeField()
    owner = somebody(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    apology_at = models.DateTimeField(null=True, blank=True)
    apology_by = somebody(null=True, blank=True)
    correction = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=CompensationRule.What, blank=True)
    value = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    asked_by = somebody(null=True, blank=True)
    granted = models.BooleanField(null=True, blank=True)
    decided_by = somebody(null=True, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    scored_at = models.DateTimeField(null=True, blank=True)

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "key"], name="recovery_once"),
            models.CheckConstraint(
                name="recovery_apology_has_its_person",
                condition=Q(apology_at__isnull=True, apology_by__isnull=True)
                | Q(apology_at__isnull=False, apology_by__isnull=False),
            ),
            models.CheckConstraint(
                name="recovery_compensation_is_whole",
                condition=Q(kind="", value__isnull=True, asked_by__isnull=True)
                | (~Q(kind="") & Q(value__gt=0, asked_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="recovery_compensation_by_two",
                condition=Q(granted__isnull=True, decided_by__isnull=True)
                | (Q(granted__isnull=False, decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
            ),
            models.CheckConstraint(
                name="recovery_given_as_granted", condition=Q(given_at__isnull=True) | Q(granted=True)
            ),
            models.CheckConstraint(
                name="recovery_score_in_five", condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=5)
            ),
        ]
        indexes = [
            models.Index(fields=["org", "proposed_at"], name="recovery_open", condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"recovery {self.pk}"

    @property
    def is_declined(self) -> bool:
        """Whether somebody decided that nothing is to be made good."""
        return self.ended_at is not None and self.taken_at is None


class RecoveryStepQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> "RecoveryStepQuerySet":
        return self.filter(recovery__in=Recovery.objects.visible_to(user))


class RecoveryStep(models.Model):
    """One thing that was done to make it good, who did it, and in which words. Never changed."""

    class What(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        TAKEN = "taken", _("Taken on")
        DECLINED = "declined", _("Declined")
        APOLOGY = "apology", _("Apology")
        CORRECTION = "correction", _("Correction")
        ASKED = "asked", _("Compensation asked for")
        GRANTED = "granted", _("Compensation agreed to")
        REFUSED = "refused", _("Compensation refused")
        GIVEN = "given", _("Compensation handed over")
        AFTER_HOURS = "after_hours", _("Follow-up after hours")
        AFTER_DAYS = "after_days", _("Follow-up after days")
        ENDED = "ended", _("Ended")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    recovery = models.ForeignKey(Recovery, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=12, choices=What)
    at = models.DateTimeField()
    by = somebody(null=True, blank=True)
    text = models.TextField(blank=True)

    objects = RecoveryStepQuerySet.as_manager()

    class Meta:
        ordering = ("at", "id")

    @property
    def said(self) -> str:
        """The words; of a broken promise the name of its clock."""
        return str(MILESTONES.get(self.text, self.text))
