"""Which promise binds which ticket: ordered rules of one company."""

from copy import copy
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from deadlines.conditions import Case, conditions, fits
from deadlines.models.calendars import WorkCalendar
from deadlines.models.standards import Promise
from servicedesk.lib.ids import uuid7


class PolicyRuleQuerySet(models.QuerySet["PolicyRule"]):
    def active(self, at: datetime) -> "PolicyRuleQuerySet":
        """Rules that hold at `at`, whose promise holds then too."""
        begun = Q(promise__effective_from__isnull=True) | Q(promise__effective_from__lte=at)
        return self.not_over(at).filter(begun, active_from__lte=at)

    def not_over(self, at: datetime) -> "PolicyRuleQuerySet":
        """Rules that hold at `at` or will later."""
        promised = Q(promise__effective_until__isnull=True) | Q(promise__effective_until__gt=at)
        return self.filter(promised, Q(active_until__isnull=True) | Q(active_until__gt=at))

    def for_choice(self, hall: UUID | None = None) -> "PolicyRuleQuerySet":
        """In order, each with its promise and the key of the calendar version by which its company, or the hall if it
        has hours of its own, counts now."""
        calendars = (
            WorkCalendar.objects.filter(Q(org__isnull=True) | Q(org=OuterRef("org")))
            .at_hall(hall)
            .filter(code=OuterRef("promise__calendar"))
            .newest_first()
        )
        newest = Subquery(calendars.values("pk")[:1])
        found = self.select_related("promise", "hall").annotate(calendar_pk=newest)
        return found.order_by("order", "active_from", "pk")


class Binding(models.TextChoices):
    """What a line is to the customer: what the company says, or what the law allows at most."""

    PROMISE = "promise", _("promise")
    FLOOR = "floor", _("legal limit")


class PolicyRule(models.Model):
    """One line of a company's policy; of each binding the first line in order that fits decides its milestone.

    Empty conditions fit everything; `category` is a pattern such as `*meter*`, `importance` the customer's.
    A line that ends is kept: what bound a case last year can still be read.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    profile = models.CharField(max_length=40)
    line = models.CharField(max_length=80)
    order = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, blank=True)
    category = models.CharField(max_length=80, blank=True)
    area = models.CharField(max_length=12, blank=True)
    level = models.CharField(max_length=40, blank=True)
    importance = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    hall = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    milestone = models.CharField(max_length=30)
    binding = models.CharField(max_length=8, choices=Binding, default=Binding.PROMISE)
    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="+")
    active_from = models.DateTimeField()
    active_until = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    # The key of the calendar version, where the line was read with it (`for_choice`).
    calendar_pk: UUID | None = None

    objects = PolicyRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "profile", "line"], condition=Q(active_until__isnull=True), name="rule_line_once"
            ),
            models.CheckConstraint(
                condition=Q(active_until__isnull=True) | Q(active_until__gte=F("active_from")),
                name="rule_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(binding__in=Binding.values), name="rule_binding_known"),
        ]
        indexes = [models.Index(fields=["org", "kind", "order"], name="rule_by_order")]

    def __str__(self) -> str:
        return f"{self.profile} {self.line}"

    def holds(self, at: datetime) -> bool:
        """Whether the line and its promise hold at `at`."""
        spans = ((self.active_from, self.active_until), (self.promise.effective_from, self.promise.effective_until))
        return all((begins is None or begins <= at) and (ends is None or ends > at) for begins, ends in spans)

    def copied(self) -> "PolicyRule":
        """The line and its promise to write on; others may be reading this one."""
        rule = copy(self)
        rule.promise = copy(self.promise)
        return rule

    def fits(self, case: Case) -> bool:
        """Whether a case of this company and kind falls under the line."""
        return fits(self, case)

    @property
    def conditions(self) -> list[str]:
        """The conditions besides the kind, in words."""
        return conditions(self, self.hall.name if self.hall else "")
