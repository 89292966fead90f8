"""How a hall or a desk hands its shifts over, version by version."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from shifts.lifecycle import USUAL_ITEMS, USUAL_TURNS


def usual_turns() -> list[dict[str, str]]:
    return [dict(one) for one in USUAL_TURNS]


def usual_items() -> list[dict[str, Any]]:
    return [dict(one) for one in USUAL_ITEMS]


class HandoverRuleQuerySet(models.QuerySet["HandoverRule"]):
    def in_force(self) -> "HandoverRuleQuerySet":
        """The newest version of each place."""
        return self.order_by("unit", "-version").distinct("unit")


class HandoverRule(models.Model):
    """The turns of a place, what is counted at their end, and the minutes that hold there.

    `turns`: [{name, from, until}], an end not after the begin is on the next day. `items`: [{code, text, count}].
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="handover_rules", db_index=False)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_on = models.BooleanField(default=True)
    turns = models.JSONField(default=usual_turns)
    items = models.JSONField(default=usual_items)
    tidy_before = models.PositiveSmallIntegerField(default=15, help_text="minutes before the end")
    come_before = models.PositiveSmallIntegerField(default=5, help_text="minutes before the begin")
    late_after = models.PositiveSmallIntegerField(default=15, help_text="minutes after the end")
    soon_within = models.PositiveSmallIntegerField(default=60, help_text="minutes; what is due until then needs a word")
    swaps_a_month = models.PositiveSmallIntegerField(default=2)

    objects = HandoverRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "version"], name="handover_rule_version"),
            models.CheckConstraint(name="handover_rule_minutes", condition=Q(soon_within__gt=0)),
        ]
        indexes = [models.Index(fields=["org", "unit", "-version"], name="handover_rule_by_unit")]

    def __str__(self) -> str:
        return f"handover rule {self.unit_id} {self.version}"

    @classmethod
    def of(cls, unit: UUID) -> "HandoverRule":
        """The rule in force at a place; as shipped, and off, where nobody has written one."""
        return cls.objects.filter(unit=unit).order_by("-version").first() or cls(version=0, is_on=False)

    def stretches_around(self, moment: datetime) -> list[tuple[str, datetime, datetime]]:
        """The turns that begin on the day before `moment`, on its day and on the day after; without turns a day is one."""
        day = timezone.localdate(moment)
        turns = self.turns or [{"name": "", "from": "00:00", "until": "00:00"}]
        return [_stretch(one, day + timedelta(days=n)) for n in (-1, 0, 1) for one in turns]


def _stretch(turn: dict[str, str], day: date) -> tuple[str, datetime, datetime]:
    begin, end = (
        timezone.make_aware(datetime.combine(day, datetime.strptime(turn[name], "%H:%M").time()))  # noqa: DTZ007
        for name in ("from", "until")
    )
    return turn["name"], begin, end if end > begin else end + timedelta(days=1)
