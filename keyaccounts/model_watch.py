"""Whom to look after before they complain: rules as rows, and the customers for whom one holds."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from customers.models import Customer
from servicedesk.lib.ids import uuid7
from servicedesk.lib.timeline import Event


class NightRound(models.Model):
    """The nightly work of one name was done for a company on that day: whoever writes the row does it, nobody else."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=20)
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "name", "day"], name="night_round_once")]


class WatchRuleQuerySet(models.QuerySet["WatchRule"]):
    def visible_to(self, user: User) -> "WatchRuleQuerySet":
        return self.filter(org__in=user.orgs()) if user.may("watch") or user.may("watch_rules") else self.none()

    def active(self) -> "WatchRuleQuerySet":
        return self.filter(is_active=True)


class WatchRule(models.Model):
    """When a key customer belongs on the watch-list: every condition that is filled in must hold.

    Use is compared with the same months a year before. `levels`: whom it concerns, empty means every key customer.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=40)
    levels = models.JSONField(default=list, blank=True)
    fall_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    fall_months = models.PositiveSmallIntegerField(null=True, blank=True)
    complaints = models.PositiveSmallIntegerField(null=True, blank=True)
    complaint_months = models.PositiveSmallIntegerField(null=True, blank=True)
    unvisited_days = models.PositiveSmallIntegerField(null=True, blank=True)
    owed = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, help_text="yuan")
    contract_days = models.PositiveSmallIntegerField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    objects = WatchRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "name"], name="watch_rule_name_once"),
            models.CheckConstraint(
                name="watch_rule_has_a_condition",
                condition=Q(fall_percent__isnull=False)
                | Q(complaints__isnull=False)
                | Q(unvisited_days__isnull=False)
                | Q(owed__isnull=False)
                | Q(contract_days__isnull=False),
            ),
            models.CheckConstraint(
                name="watch_rule_fall_is_whole",
                condition=Q(fall_percent__isnull=True, fall_months__isnull=True)
                | Q(
                    fall_percent__isnull=False,
                    fall_percent__range=(1, 100),
                    fall_months__isnull=False,
                    fall_months__range=(1, 12),
                ),
            ),
            models.CheckConstraint(
                name="watch_rule_complaints_are_whole",
                condition=Q(complaints__isnull=True, complaint_months__isnull=True)
                | Q(
                    complaints__isnull=False,
                    complaints__gte=1,
                    complaint_months__isnull=False,
                    complaint_months__range=(1, 36),
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Handled(models.TextChoices):
    """What was done about an entry of the watch-list."""

    VISIT = "visit", _("Visit planned")
    EXPLAINED = "explained", _("Explained")
    SNOOZED = "snoozed", _("Put off")


class WatchEntryQuerySet(models.QuerySet["WatchEntry"]):
    def visible_to(self, user: User) -> "WatchEntryQuerySet":
        """Entries of the customers whom I look after; who leads sees those of everybody."""
        if not user.may("watch"):
            return self.none()
        customers = Customer.objects.visible_to(user)
        return self.filter(customer__in=customers if user.may("watch_rules") else customers.filter(caretaker=user))

    def to_do(self, on: date) -> "WatchEntryQuerySet":
        """Nobody has done anything yet, or the day until which something was planned or put off is over."""
        return self.holding().filter(Q(handled="") | Q(until_on__lt=on))

    def under_way(self, on: date) -> "WatchEntryQuerySet":
        return self.holding().exclude(handled="").filter(Q(until_on__isnull=True) | Q(until_on__gte=on))

    def ended(self) -> "WatchEntryQuerySet":
        return self.filter(ended_at__isnull=False)

    def holding(self) -> "WatchEntryQuerySet":
        """Those whose rule still holds."""
        return self.filter(ended_at__isnull=True)


class WatchEntry(models.Model):
    """A rule holds for a customer since a moment. It ends by itself when the rule no longer holds.

    `facts`: the figures by which it held when it was last looked at. `handled`, `handled_at`: the last act; an entry
    that is put off comes back on the day after `until_on`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="watch_entries")
    rule = models.ForeignKey(WatchRule, on_delete=models.PROTECT, related_name="entries")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    facts = models.JSONField(default=dict)
    handled = models.CharField(max_length=10, choices=Handled, blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=300, blank=True)
    until_on = models.DateField(null=True, blank=True, help_text="the visit's day, or until when it is put off")

    objects = WatchEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "rule"], condition=Q(ended_at__isnull=True), name="watch_entry_once_while_it_holds"
            ),
            models.CheckConstraint(
                name="watch_entry_handled_is_whole",
                condition=Q(handled="", handled_at__isnull=True, handled_by__isnull=True)
                | (~Q(handled="") & Q(handled_at__isnull=False, handled_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="watch_entry_put_off_until",
                condition=~Q(handled__in=["snoozed", "visit"]) | Q(until_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["org", "since"], name="watch_entry_holding", condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"watch {self.pk}"


class WatchEvent(Event):
    """What happened to an entry: it appeared, was handled, ended. A database trigger refuses any change."""

    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    entry = models.ForeignKey(WatchEntry, on_delete=models.PROTECT, related_name="events")

    class Meta:
        indexes = [models.Index(fields=["entry", "at"], name="watch_event_by_entry")]
