"""How far a new company has come with its first hour."""

from datetime import datetime
from typing import Any

from django.db import models

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7


class StartQuerySet(models.QuerySet["Start"]):
    def visible_to(self, user: User) -> "StartQuerySet":
        return self.filter(org__in=user.units("manage"))


class Start(models.Model):
    """The set-up of one company: its trade, and what became of each step (`onboarding.steps`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    trade = models.CharField(max_length=10, blank=True)
    done = models.JSONField(default=dict, help_text="by step: when, by whom, and what it made")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = StartQuerySet.as_manager()

    def __str__(self) -> str:
        return f"start of {self.org_id}"

    def is_done(self, step: str) -> bool:
        return step in self.done

    def mark(self, step: str, *, by: User, at: datetime, **facts: Any) -> None:
        """Note that a step was done."""
        self.done = self.done | {step: {"at": at.isoformat(), "by": str(by.pk), **facts}}
        self.save(update_fields=["done"])
