"""Who is told of an outage: the important ones by telephone, the others by text, and who wants no texts."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from customers.models import Customer, SupplyPoint
from servicedesk.lib.ids import uuid7


class OutageCallee(models.Model):
    """An important customer inside an outage, to be called: the first by rank first."""

    class Result(models.TextChoices):
        REACHED = "reached", pgettext_lazy("call", "told")
        VAIN = "vain", pgettext_lazy("call", "nobody answered")
        WRONG = "wrong", pgettext_lazy("call", "wrong number")
        KNOWS = "knows", pgettext_lazy("call", "knew already")

    TOLD = (Result.REACHED, Result.KNOWS)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    outage = models.ForeignKey("outages.Outage", on_delete=models.CASCADE, related_name="callees", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    supply_point = models.ForeignKey(SupplyPoint, on_delete=models.PROTECT, related_name="+", db_index=False)
    rank = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=100, help_text="its level and tags when the outage was put on record")
    tries = models.PositiveSmallIntegerField(default=0)
    result = models.CharField(max_length=8, choices=Result, blank=True)
    note = models.CharField(max_length=200, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    called_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["rank", "id"]
        constraints = [
            models.UniqueConstraint(fields=["outage", "customer"], name="outage_callee_once"),
            models.CheckConstraint(
                name="outage_callee_call_is_whole",
                condition=Q(result="", called_at__isnull=True, called_by__isnull=True)
                | (~Q(result="") & Q(called_at__isnull=False, called_by__isnull=False)),
            ),
        ]

    @property
    def is_told(self) -> bool:
        return self.result in self.TOLD


class OutageMailing(models.Model):
    """One round of texts about an outage. Nothing leaves before `sends_at`, and until then it can be taken back."""

    class What(models.TextChoices):
        FIRST = "first", _("told first")
        NEWS = "news", pgettext_lazy("outage", "announced")
        LATER = "later", _("another time")
        BACK = "back", pgettext_lazy("outage", "supply is back")
        AGAIN = "again", _("told again")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    outage = models.ForeignKey("outages.Outage", on_delete=models.CASCADE, related_name="mailings", db_index=False)
    what = models.CharField(max_length=8, choices=What)
    nth = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    count = models.PositiveIntegerField()
    unwanted = models.PositiveIntegerField(default=0, help_text="numbers that want no texts")
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sends_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["chosen_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["outage", "nth"], name="outage_mailing_nth"),
            models.CheckConstraint(
                name="outage_mailing_undone_is_whole",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def key_of(self, number: int) -> str:
        """The key of its nth text in the letterbox."""
        return f"outage:{self.pk}:{number}"


class NoText(models.Model):
    """A number that wants no texts about outages."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "number"], name="no_text_once")]

    def __str__(self) -> str:
        return str(self.pk)
