"""The quarterly re-check: every key customer's file is confirmed once a quarter, field by field."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from customers.models import Customer
from servicedesk.lib.ids import uuid7


class Item(models.TextChoices):
    """What is confirmed, in the order of the sheet."""

    PHONES = "phones", pgettext_lazy("recheck", "phones")
    PEOPLE = "people", pgettext_lazy("recheck", "people to call")
    CONTRACT = "contract", pgettext_lazy("recheck", "contract")
    HAZARDS = "hazards", pgettext_lazy("recheck", "hazards")
    LEVEL = "level", pgettext_lazy("recheck", "level")


class Verdict(models.TextChoices):
    CONFIRMED = "confirmed", _("confirmed")
    CHANGED = "changed", pgettext_lazy("recheck", "changed")
    UNKNOWN = "unknown", _("unknown")


class RecheckRound(models.Model):
    """One quarter's re-check in one company; the tick opens it, once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    quarter = models.CharField(max_length=6, help_text="2026Q4")
    opened_at = models.DateTimeField()
    due_on = models.DateField(help_text="the last day on which a file counts as confirmed in time")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "quarter"], name="recheck_round_once_a_quarter")]

    def __str__(self) -> str:
        return self.quarter


class RecheckSheetQuerySet(models.QuerySet["RecheckSheet"]):
    def visible_to(self, user: User) -> "RecheckSheetQuerySet":
        """Sheets of the customers whom I look after; who leads sees those of everybody."""
        if not user.may("recheck"):
            return self.none()
        customers = Customer.objects.visible_to(user)
        return self.filter(customer__in=customers if user.may("watch_rules") else customers.filter(caretaker=user))

    def open(self) -> "RecheckSheetQuerySet":
        return self.filter(done_at__isnull=True)


class RecheckSheet(models.Model):
    """One customer's sheet in one round; done when every item has been answered."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    round = models.ForeignKey(RecheckRound, on_delete=models.PROTECT, related_name="sheets")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="recheck_sheets")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = RecheckSheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "customer"], name="recheck_sheet_once_a_round"),
            models.CheckConstraint(
                name="recheck_sheet_done_by_somebody",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["org", "round"], name="recheck_sheet_open", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return f"recheck {self.pk}"


class RecheckAnswer(models.Model):
    """What was found about one item; a later answer of the same round replaces it while the sheet is open."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    sheet = models.ForeignKey(RecheckSheet, on_delete=models.CASCADE, related_name="answers")
    item = models.CharField(max_length=10, choices=Item)
    verdict = models.CharField(max_length=10, choices=Verdict)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "item"], name="recheck_answer_once"),
            models.CheckConstraint(
                name="recheck_answer_says_what",
                condition=~Q(verdict="changed") | ~Q(note=""),
            ),
        ]
