"""By which rules a company counts, each change a version; and the few figures that nobody but people can tell."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7


class ReportRules(models.Model):
    """One version of a company's rules (reporting/rules.py knows their fields). A database trigger refuses any change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    rules = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "version"], name="report_rules_version_once")]

    def __str__(self) -> str:
        return f"{self.org_id} {self.version}"


class HandFigure(models.Model):
    """A number of a month that people know and the product does not; the newest one holds. A trigger refuses any change."""

    class What(models.TextChoices):
        CALLS = "calls", _("Calls answered")
        CUSTOMERS = "customers", _("Customers supplied")
        UNTRUE = "untrue", _("Orders found untrue")
        MEDIA = "media", _("Negative reports in the media")
        FRAUD = "fraud", _("Proven fraud, hidden or false filing")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField(help_text="its first day")
    what = models.CharField(max_length=12, choices=What)
    n = models.PositiveIntegerField()
    note = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.CheckConstraint(name="hand_figure_says_whence", condition=~Q(note=""))]
        indexes = [models.Index(fields=["org", "month", "what", "-at"], name="hand_figure_newest")]

    def __str__(self) -> str:
        return f"{self.what} {self.month}"
