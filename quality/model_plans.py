"""What is to be inspected: plans, and each draw with the seed by which it can be repeated."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.columns import org_column, person_column, unit_column
from accounts.models import User
from quality.lifecycle import Rule, Work
from servicedesk.lib.ids import uuid7


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> "PlanQuerySet":
        return self.filter(org__in=user.orgs())


class Plan(models.Model):
    """A sampling plan. Changed, it is another version of the same `code`; the draws of the old one keep theirs.

    `share`: how many, of each person or in all; `share_new`: of somebody who came less than `new_days` ago.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = org_column()
    code = models.SlugField(max_length=30)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=60)
    work = models.CharField(max_length=10, choices=Work)
    rule = models.CharField(max_length=8, choices=Rule)
    unit = unit_column(may_be_empty=True)
    share = models.PositiveSmallIntegerField(default=2)
    share_new = models.PositiveSmallIntegerField(default=5)
    new_days = models.PositiveSmallIntegerField(default=90)
    words = models.JSONField(default=list, blank=True)
    hides_names = models.BooleanField(default=False)
    score_days = models.PositiveSmallIntegerField(default=7)
    appeal_days = models.PositiveSmallIntegerField(default=5)
    is_on = models.BooleanField(default=True)
    at = models.DateTimeField()
    by = person_column()

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "code", "version"], name="qa_plan_version"),
            models.CheckConstraint(name="qa_plan_words", condition=~Q(rule="words") | ~Q(words=[])),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Draw(models.Model):
    """One draw of a plan for one period. From `seed` and `pool` anybody gets `picked` again. A trigger refuses changes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = org_column()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="draws", db_index=False)
    code = models.SlugField(max_length=30)
    from_on = models.DateField()
    until_on = models.DateField(help_text="the first day that no longer counts")
    seed = models.CharField(max_length=32)
    pool = ArrayField(models.UUIDField(), default=list)
    owners = ArrayField(models.UUIDField(), default=list, help_text="whose each of the pool is")
    picked = ArrayField(models.UUIDField(), default=list)
    newcomers = ArrayField(models.UUIDField(), default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "code", "from_on"], name="qa_draw_once"),
            models.CheckConstraint(name="qa_draw_of_a_period", condition=Q(until_on__gt=models.F("from_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.from_on}"

    @property
    def last_on(self) -> date:
        """The last day that counts."""
        return date.fromordinal(self.until_on.toordinal() - 1)
