"""A sheet of the counter that is not finished: kept sealed, for its writer alone, until it is registered or thrown away."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from tickets.model_visit import Visit, Window

OFFERED = timedelta(seconds=10)


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, user: User) -> "DraftQuerySet":
        """Mine alone: nobody else reads what I have not finished."""
        return self.filter(user=user)

    def open(self) -> "DraftQuerySet":
        return self.filter(ended_at__isnull=True)


class Draft(models.Model):
    """What stands on one sheet, under the sheet's own number; kept with the visit and the window it was written at.

    `sealed` holds personal data. When it is registered (`ticket`) or thrown away it stays a minute, so that this can be
    undone, and is then erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts", db_index=False)
    sheet = models.UUIDField()
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.SET_NULL, related_name="drafts")
    window = models.ForeignKey(Window, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    sealed = models.BinaryField()
    label = models.CharField(max_length=60, blank=True, help_text="what it is about, without anybody's name")
    channel = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ticket = models.ForeignKey("tickets.Ticket", null=True, blank=True, on_delete=models.CASCADE, related_name="drafts")

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "sheet"], name="draft_once_a_sheet"),
            models.CheckConstraint(
                name="draft_registered_has_ended", condition=Q(ticket__isnull=True) | Q(ended_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-saved_at"], name="draft_open", condition=Q(ended_at__isnull=True)),
            # Read by the tick across companies.
            models.Index(fields=["saved_at"], name="draft_by_age"),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"

    @property
    def back_until(self) -> datetime | None:
        """Until when the page offers to fetch it from the bin; the server waits a little longer for the way there."""
        return self.ended_at + OFFERED if self.ended_at else None
