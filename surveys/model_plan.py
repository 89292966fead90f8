"""The company's rules of callbacks and surveys, in versions: the newest holds, none is ever changed."""

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7


def usual_quiet() -> list[list[str]]:
    """Nobody is called at noon and at night."""
    return [["12:00", "14:00"], ["21:00", "08:00"]]


def usual_parts() -> list[list[str]]:
    """Morning, afternoon, evening: vain calls come in different ones."""
    return [["08:00", "12:00"], ["14:00", "18:00"], ["18:00", "21:00"]]


class CallPlan(models.Model):
    """How often, when and whom we call and ask.

    `shares`: {kind of case: per cent of its cases whose customers are called}; a kind that is not named has what was
    promised. `quiet` and `parts`: [[from, to], …] in hall time. `words_at`: a score that needs words; `follow_at`: one
    that opens a follow-up, due after `follow_hours`. `second_share`: per cent of a quarter's callbacks that are checked.
    `target`: per cent satisfied that a hall is held to; so many months below it open an improvement project.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=3)
    gap_minutes = models.PositiveSmallIntegerField(default=120)
    quiet = models.JSONField(default=usual_quiet, blank=True)
    parts = models.JSONField(default=usual_parts, blank=True)
    shares = models.JSONField(default=dict, blank=True)
    answer_spares_call = models.BooleanField(default=True)
    second_share = models.PositiveSmallIntegerField(default=20)
    survey_days = models.PositiveSmallIntegerField(default=14)
    remind_after_days = models.PositiveSmallIntegerField(default=3)
    words_at = models.PositiveSmallIntegerField(default=2)
    follow_at = models.PositiveSmallIntegerField(default=2)
    follow_hours = models.PositiveSmallIntegerField(default=24)
    settle_hours = models.PositiveSmallIntegerField(default=4)
    target = models.DecimalField(max_digits=4, decimal_places=1, default=96)
    months_below = models.PositiveSmallIntegerField(default=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "version"], name="call_plan_version_once"),
            models.CheckConstraint(
                name="call_plan_is_sane",
                condition=Q(
                    tries__range=(1, 10),
                    second_share__lte=100,
                    survey_days__range=(7, 30),
                    words_at__lte=5,
                    follow_at__lte=5,
                    target__range=(0, 100),
                    months_below__range=(1, 12),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"call plan {self.version}"
