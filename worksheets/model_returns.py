"""What a crew reports (回单) as rows, and what it sent back (退单)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from tickets.models import Attachment, Ticket
from worksheets.model_rules import SendBackCode


class ReturnSheetQuerySet(models.QuerySet["ReturnSheet"]):
    def to_review(self) -> "ReturnSheetQuerySet":
        return self.filter(verdict=ReturnSheet.Verdict.WAITING)


class ReturnSheet(models.Model):
    """One report of a crew. A case that was sent back has several; the last one counts.

    `verdict` is empty where no rule asked for a review; `asked_by` says which condition did.
    """

    class Verdict(models.TextChoices):
        NONE = "", pgettext_lazy("review", "no review asked for")
        WAITING = "waiting", pgettext_lazy("review", "to be reviewed")
        APPROVED = "approved", pgettext_lazy("review", "approved")
        RETURNED = "returned", pgettext_lazy("review", "sent back")

    class Asked(models.TextChoices):
        NONE = "", ""
        ALWAYS = "always", pgettext_lazy("review", "every report")
        FEE = "fee", pgettext_lazy("review", "by its fee")
        SHARE = "share", pgettext_lazy("review", "drawn as a sample")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="return_sheets", db_index=False)
    turn = models.PositiveSmallIntegerField()
    crew = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    cause = models.CharField(max_length=200)
    text = models.CharField(max_length=500, blank=True)
    other_materials = models.CharField(max_length=500, blank=True)
    expected_at = models.DateTimeField(null=True, blank=True)
    fee = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    receipt = models.CharField(max_length=40, blank=True)
    old_device = models.CharField(max_length=60, blank=True)
    old_serial = models.CharField(max_length=60, blank=True)
    new_device = models.CharField(max_length=60, blank=True)
    new_serial = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True, default="")
    asked_by = models.CharField(max_length=10, choices=Asked, blank=True, default="")
    reviewed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    objects = ReturnSheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "turn"], name="return_sheet_turn_once"),
            models.CheckConstraint(name="return_sheet_fee", condition=Q(fee__isnull=True) | Q(fee__gte=0)),
            models.CheckConstraint(
                name="return_sheet_reviewed_by_another", condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("by"))
            ),
            models.CheckConstraint(
                name="return_sheet_review_is_whole",
                condition=Q(verdict__in=["", "waiting"], reviewed_by__isnull=True, reviewed_at__isnull=True)
                | Q(verdict__in=["approved", "returned"], reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="return_sheet_returned_says_why", condition=~Q(verdict="returned") | ~Q(reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["org", "at"], name="return_sheet_to_review", condition=Q(verdict="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.turn}"


class SendBack(models.Model):
    """One sending back: why, what shows it, whether it came too late and who let it pass all the same."""

    class State(models.TextChoices):
        DONE = "done", pgettext_lazy("send back", "sent back")
        ASKED = "asked", pgettext_lazy("send back", "asked for")
        REFUSED = "refused", pgettext_lazy("send back", "refused")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="send_backs")
    code = models.ForeignKey(SendBackCode, on_delete=models.PROTECT, related_name="+", db_index=False)
    crew = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=500, blank=True)
    photo = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    is_late = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], name="send_back_asked_once", condition=Q(state="asked")),
            models.CheckConstraint(
                name="send_back_refused_by_somebody", condition=~Q(state="refused") | Q(decided_by__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["org", "-at"], name="send_back_by_day")]
