"""What praise and appeals have beyond their ticket: whom the praise is for, against which decision the appeal is."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from applications.lifecycle import AppealVerdict
from servicedesk.lib.ids import uuid7
from tickets.models import Ticket


class Praise(models.Model):
    """Whom a praise was passed on to: a person, a unit, or both."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="praise")
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="praises")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="praise_names_somebody", condition=Q(person__isnull=False) | Q(unit__isnull=False)
            )
        ]
        indexes = [models.Index(fields=["org", "-at"], name="praise_by_time")]

    def __str__(self) -> str:
        return f"praise {self.ticket_id}"


class Appeal(models.Model):
    """An appeal against the decision of another case; whoever decided that one is kept away from it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="appeal")
    against = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="appeals")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=AppealVerdict, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="appeal_not_against_itself", condition=~Q(ticket=F("against")))]

    def __str__(self) -> str:
        return f"appeal {self.ticket_id}"
