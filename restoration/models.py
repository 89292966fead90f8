"""What an outage means for cases: the one that leads, those that go along, and which of them are called afterwards."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from customers.models import Level
from outages.models import Kind, Outage
from servicedesk.lib.ids import uuid7
from tickets.models import Ticket


class OutageMaster(models.Model):
    """The one ticket of an outage: its crew, its clocks."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    outage = models.OneToOneField(Outage, on_delete=models.PROTECT, related_name="master")
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="leads_outage")
    made_at = models.DateTimeField()


class OutageCaseQuerySet(models.QuerySet["OutageCase"]):
    def joined(self) -> "OutageCaseQuerySet":
        return self.filter(state=OutageCase.State.JOINED)

    def to_settle(self, at: datetime) -> "OutageCaseQuerySet":
        """Nobody calls these, and nobody has objected for as long as the rule says."""
        return self.joined().filter(settle_at__lte=at, settled_at__isnull=True)


class OutageCase(models.Model):
    """What was decided about one case and one outage: joined, refused, or let go again as a ticket of its own."""

    class State(models.TextChoices):
        JOINED = "joined", pgettext_lazy("case of an outage", "joined")
        REFUSED = "refused", pgettext_lazy("case of an outage", "not part of it")
        RELEASED = "released", pgettext_lazy("case of an outage", "on its own again")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, related_name="cases", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="outage_cases", db_index=False)
    state = models.CharField(max_length=10, choices=State)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_called = models.BooleanField(null=True, blank=True, help_text="whether the callbacks' sample holds it")
    settle_at = models.DateTimeField(null=True, blank=True, help_text="when it is closed without a call")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = OutageCaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outage", "ticket"], name="outage_case_once"),
            models.UniqueConstraint(fields=["ticket"], name="outage_case_of_one", condition=Q(state="joined")),
        ]
        indexes = [
            # Read by the tick across companies, so `org` does not come first.
            models.Index(
                fields=["settle_at"],
                name="outage_case_to_settle",
                condition=Q(settle_at__isnull=False, settled_at__isnull=True, state="joined"),
            ),
            models.Index(fields=["ticket", "-at"], name="outage_case_by_ticket"),
        ]


class OutageJoiningQuerySet(models.QuerySet["OutageJoining"]):
    def visible_to(self, user: User) -> "OutageJoiningQuerySet":
        return self.filter(org__in=user.orgs())

    def unfinished(self) -> "OutageJoiningQuerySet":
        return self.filter(ended_at__isnull=True)


class OutageJoining(models.Model):
    """Many tickets are let go along with an outage: a job whose row says how far it is and what became of each.

    `done` counts the tickets behind us, written with what was done to them: a worker that is killed loses nothing, and
    the next goes on there. `left_out`: those that did not join, `[number, why]`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, related_name="joinings", db_index=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    tickets = models.JSONField(help_text="their keys, in the order in which they are taken")
    count = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    joined = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OutageJoiningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="outage_joining_in_bounds", condition=Q(done__lte=F("count"))),
        ]
        indexes = [
            models.Index(fields=["outage", "-at"], name="outage_joining_by_time"),
            # Read by the tick across companies.
            models.Index(fields=["at"], name="outage_joining_waiting", condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"joining {self.done}/{self.count}"


class SampleRule(models.Model):
    """Of how many cases in a hundred the customer is called when supply is back; the others close after `hours`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind, blank=True, help_text="empty: every kind")
    level = models.CharField(max_length=20, choices=Level, blank=True, help_text="empty: every level")
    percent = models.PositiveSmallIntegerField()
    hours = models.PositiveSmallIntegerField(default=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "kind", "level"], name="sample_rule_once"),
            models.CheckConstraint(
                name="sample_rule_in_bounds", condition=Q(percent__lte=100) & Q(hours__range=(1, 24))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.level} {self.percent}%"


class StormRule(models.Model):
    """So many faults of one part of the grid within so many minutes suggest an outage there."""

    class By(models.TextChoices):
        TRANSFORMER = "transformer", _("transformer")
        FEEDER = "feeder", _("feeder")
        STREET = "street", _("street")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.CharField(max_length=12, choices=By)
    calls = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "by"], name="storm_rule_once"),
            models.CheckConstraint(
                name="storm_rule_in_bounds", condition=Q(calls__range=(2, 500)) & Q(minutes__range=(1, 240))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.calls}/{self.minutes}"
