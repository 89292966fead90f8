"""What the company decides for itself: limits and sheets of the steps, levels by rule, when to make good, and up to what."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.roles import Role
from complaints.lifecycle import Level, Matter
from complaints.steps import Step
from servicedesk.lib.ids import uuid7

HEADS = [(role.value, role.label) for role in (Role.SUPERVISOR, Role.DIRECTOR, Role.EXECUTIVE)]


class RuleQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> "RuleQuerySet":
        return self.filter(org__in=user.orgs())

    def live(self) -> "RuleQuerySet":
        return self.filter(is_active=True)


class Rule(models.Model):
    """One line of a company; who changed it stands in the audit."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        abstract = True


class StepRule(Rule):
    """How long a step may take, when one is reminded, and what stands on its paper."""

    step = models.CharField(max_length=16, choices=Step)
    title = models.CharField(max_length=40)
    limit = models.CharField(max_length=40)
    remind = models.CharField(max_length=40, help_text="so long before the limit")
    rows = models.JSONField(default=list, blank=True)
    signatures = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "step"], name="complaint_step_once")]


class GradeRule(Rule):
    """When a complaint is of which level and class. The first line that fits and says something decides it.

    `words` are any of several, with spaces between; an empty condition fits everything.
    """

    place = models.PositiveSmallIntegerField(default=100)
    name = models.CharField(max_length=80)
    category = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    importance = models.CharField(max_length=12, blank=True)
    repeats = models.PositiveSmallIntegerField(default=0)
    level = models.CharField(max_length=12, choices=Level, blank=True)
    matter = models.CharField(max_length=12, choices=Matter, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="complaint_grade_says_something", condition=~Q(level="") | ~Q(matter="")),
        ]


class HeadRule(Rule):
    """From which complaint about the same on the head of the company is told, and who that is."""

    times = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=12, choices=HEADS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org"], name="complaint_head_once"),
            models.CheckConstraint(name="complaint_head_after_a_repeat", condition=Q(times__gte=1)),
        ]


class RecoveryRule(Rule):
    """What makes the product propose to make a failure good."""

    class Why(models.TextChoices):
        CUTOFF = "cutoff", _("Cut off by mistake")
        BROKEN = "broken", _("Promise broken")
        UNHAPPY = "unhappy", _("Dissatisfied at the callback")
        MANUAL = "manual", _("Decided by a person")

    why = models.CharField(max_length=10, choices=Why)
    category = models.CharField(max_length=60, blank=True)
    clocks = models.CharField(max_length=80, blank=True, help_text="milestones, with spaces between; empty: any")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "why"], name="recovery_rule_once")]


class CompensationRule(Rule):
    """Up to which value who may agree to a symbolic compensation of a kind."""

    class What(models.TextChoices):
        FEE = "fee", _("Fee waived")
        GIFT = "gift", _("Small gift")
        SERVICE = "service", _("Free service")
        GOODS = "goods", _("Spoiled goods replaced")

    kind = models.CharField(max_length=10, choices=What)
    role = models.CharField(max_length=12, choices=HEADS)
    most = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "kind", "role"], name="compensation_rule_once"),
            models.CheckConstraint(name="compensation_rule_is_something", condition=Q(most__gt=0)),
        ]


SHIPPED_MOST = {Role.SUPERVISOR: Decimal(200), Role.DIRECTOR: Decimal(1000), Role.EXECUTIVE: Decimal(5000)}
