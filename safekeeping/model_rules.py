"""How long which kind of data is kept in a company, and what was done about it."""

from django.db import models

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7


class RetentionRuleQuerySet(models.QuerySet["RetentionRule"]):
    def visible_to(self, user: User) -> "RetentionRuleQuerySet":
        return self.filter(org__in=user.orgs())

    def on(self) -> "RetentionRuleQuerySet":
        return self.filter(agreed_at__isnull=False, ended_at__isnull=True)


class RetentionRule(models.Model):
    """One kind of data of a company is cleared when it is older than so many days. Two people: one asks, another agrees."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    days = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RetentionRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "kind"],
                name="retention_one_rule_a_kind",
                condition=models.Q(ended_at__isnull=True, agreed_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["org", "kind", "asked_by"],
                name="retention_one_wish_a_person",
                condition=models.Q(ended_at__isnull=True, agreed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="retention_two_people",
                condition=models.Q(agreed_by__isnull=True) | ~models.Q(agreed_by=models.F("asked_by")),
            ),
            models.CheckConstraint(
                name="retention_agreed_by_somebody",
                condition=models.Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | models.Q(agreed_by__isnull=False, agreed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"


class RetentionRun(models.Model):
    """One day's work of a rule: how many rows of which table lost their data."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    rule = models.ForeignKey(RetentionRule, on_delete=models.PROTECT, related_name="runs")
    day = models.DateField()
    cleared = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "day"], name="retention_once_a_day")]
        indexes = [models.Index(fields=["org", "-day"], name="retention_runs_by_day")]
