"""What has to be done about an outage by when, by which rule, and the causes that the company knows."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from outages.kinds import Kind
from servicedesk.lib.ids import uuid7


class Step(models.TextChoices):
    """What a rule asks for. The first is measured when the outage is announced, the others are clocks of it."""

    NOTICE = "notice", _("announced ahead")
    AGAIN = "again", _("important customers told again")
    ENTER = "enter", _("put on record")
    TELL_FIRST = "tell_first", _("important customers told")
    ESTIMATE = "estimate", _("cause and expected return")


class OutageRule(models.Model):
    """How long a step may take, or how long before the beginning it is due. The company's row takes the place of the usual one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    step = models.CharField(max_length=12, choices=Step)
    minutes = models.PositiveIntegerField()
    standard = models.CharField(max_length=60, blank=True, help_text="the code of the standard that says so")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "kind", "step"], name="outage_rule_once"),
            models.CheckConstraint(name="outage_rule_minutes", condition=Q(minutes__range=(1, 60 * 24 * 60))),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.step}"


class OutageCause(models.Model):
    """One cause of the company's list, for one kind of outage. Outages carry the code, so it is retired, never renamed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "code"], name="outage_cause_once")]

    def __str__(self) -> str:
        return self.name


class OutageDutyQuerySet(models.QuerySet["OutageDuty"]):
    def waiting(self) -> "OutageDutyQuerySet":
        """Neither done nor called off."""
        return self.filter(done_at__isnull=True, dropped_at__isnull=True)

    def due(self, at: datetime) -> "OutageDutyQuerySet":
        """Due, and nobody has been told of it yet."""
        return self.waiting().filter(settled_at__isnull=True, due_at__lte=at)


class OutageDuty(models.Model):
    """One thing to be done about one outage by `due_at`. Swept once: then the texts are owed, or those in charge are told."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    outage = models.ForeignKey("outages.Outage", on_delete=models.CASCADE, related_name="duties", db_index=False)
    step = models.CharField(max_length=12, choices=Step)
    turn = models.PositiveSmallIntegerField(default=1, help_text="counted on when the outage begins at another time")
    standard = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = OutageDutyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outage", "step", "turn"], name="outage_duty_once"),
            models.CheckConstraint(
                name="outage_duty_ends_one_way", condition=Q(done_at__isnull=True) | Q(dropped_at__isnull=True)
            ),
        ]
        indexes = [
            # Read by the tick across companies, so `org` does not come first.
            models.Index(
                fields=["due_at"],
                name="outage_duty_due",
                condition=Q(done_at__isnull=True, dropped_at__isnull=True, settled_at__isnull=True),
            ),
        ]

    @property
    def is_late(self) -> bool:
        """Whether it was done after it was due; one that waits is judged by the clock on the page."""
        return self.done_at is not None and self.done_at > self.due_at
