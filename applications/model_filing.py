"""Filed matters: what is known beforehand, approved by somebody else, and in force for a time."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from applications.lifecycle import FilingKind
from customers.models import Customer, SupplyPoint
from servicedesk.lib.ids import uuid7
from tickets.lifecycle import ENDED, Status
from tickets.models import Ticket


class FilingQuerySet(models.QuerySet["Filing"]):
    def visible_to(self, user: User) -> "FilingQuerySet":
        """Files of the tickets that `user` may see."""
        return self.filter(ticket__in=Ticket.objects.visible_to(user))

    def to_approve(self) -> "FilingQuerySet":
        return self.filter(ticket__status=Status.REGISTERED)

    def approved(self) -> "FilingQuerySet":
        return self.filter(ticket__status=Status.ACCEPTED)

    def in_force(self, at: datetime) -> "FilingQuerySet":
        """Approved, begun and not over."""
        return self.approved().filter(valid_from__lte=at, valid_until__gt=at)

    def over(self) -> "FilingQuerySet":
        return self.filter(ticket__status__in=ENDED)

    def to_remind(self, at: datetime) -> "FilingQuerySet":
        return self.approved().filter(remind_at__lte=at, valid_until__gt=at, reminded_at__isnull=True)

    def to_end(self, at: datetime) -> "FilingQuerySet":
        return self.approved().filter(valid_until__lte=at)

    def for_list(self) -> "FilingQuerySet":
        joins = ("ticket__unit", "ticket__first_contact", "customer", "supply_point", "place", "decided_by")
        return self.select_related(*joins)


class Filing(models.Model):
    """The file (报备) of one filed matter: what, for whom or where, from when until when, and who approved it.

    It concerns a customer, an account, a transformer's area or a whole hall's area; at least one is named.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="filing")
    kind = models.CharField(max_length=10, choices=FilingKind, default=FilingKind.OTHER)
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="filings")
    supply_point = models.ForeignKey(SupplyPoint, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    transformer = models.CharField(max_length=40, blank=True)
    place = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_say = models.CharField(max_length=300, blank=True, help_text="what the customer is told")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    remind_days = models.PositiveSmallIntegerField(default=3)
    remind_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    renewals = models.PositiveSmallIntegerField(default=0)

    objects = FilingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="filing_forward", condition=Q(valid_until__gt=F("valid_from"))),
            models.CheckConstraint(
                name="filing_decided_by_somebody",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["org", "valid_until"], name="filing_by_end"),
            models.Index(fields=["org", "transformer"], condition=~Q(transformer=""), name="filing_by_transformer"),
            # Read by the tick across companies, so `org` does not come first.
            models.Index(fields=["remind_at"], condition=Q(reminded_at__isnull=True), name="filing_to_remind"),
        ]

    def __str__(self) -> str:
        return f"filing {self.ticket_id}"
