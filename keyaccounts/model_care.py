"""Who looks after a customer, and how important they are held to be: one term after the other, none rewritten."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from customers.models import Customer, Level
from servicedesk.lib.ids import uuid7


def _org() -> Any:
    return models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)


def _customer(name: str) -> Any:
    return models.ForeignKey(Customer, on_delete=models.CASCADE, related_name=name, db_index=False)


def _person(*, may_be_empty: bool = False) -> Any:
    more: dict[str, Any] = {"null": True, "blank": True} if may_be_empty else {}
    return models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False, **more)


class Handover(models.Model):
    """Many customers passed on in one go, so that it can be taken back in one go."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    from_person = _person(may_be_empty=True)
    to_person = _person()
    by = _person()
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)


class CaretakerTerm(models.Model):
    """Somebody looks after a customer (客户经理) from one moment until another; one at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    customer = _customer("caretaker_terms")
    person = _person()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    assigned_by = _person(may_be_empty=True)
    ended_by = _person(may_be_empty=True)
    reason = models.CharField(max_length=200, blank=True)
    handover = models.ForeignKey(
        Handover, null=True, blank=True, on_delete=models.PROTECT, related_name="terms", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(until_at__isnull=True), name="caretaker_one_at_a_time"
            ),
            models.CheckConstraint(
                name="caretaker_ends_after_it_begins",
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-from_at"], name="caretaker_by_customer"),
            models.Index(fields=["person"], name="caretaker_now", condition=Q(until_at__isnull=True)),
            models.Index(fields=["handover"], name="caretaker_handover", condition=Q(handover__isnull=False)),
        ]


class LevelTermQuerySet(models.QuerySet["LevelTerm"]):
    def over(self, at: datetime) -> "LevelTermQuerySet":
        """Those whose end has come, though the customer still counts as such."""
        return self.filter(ended_at__isnull=True, until_at__lte=at)


class LevelTerm(models.Model):
    """How important a customer was held to be, for what reason, by whose decision, and until when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    customer = _customer("level_terms")
    level = models.CharField(max_length=20, choices=Level, blank=True)
    reason = models.CharField(max_length=500)
    decided_by = _person(may_be_empty=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = LevelTermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(ended_at__isnull=True), name="level_one_at_a_time"
            ),
            models.CheckConstraint(
                name="level_for_a_time_has_an_end", condition=~Q(level="temporary") | Q(until_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-from_at"], name="level_by_customer"),
            models.Index(
                fields=["until_at"], name="level_to_end", condition=Q(ended_at__isnull=True, until_at__isnull=False)
            ),
        ]
