"""督办: a formal order about one case, with a number, a deadline of its own and an answer that its issuer judges."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from tickets.lifecycle import ORDER
from tickets.model_clock import Clock
from tickets.model_ticket import Ticket

LATEST_FIRST = ("-issued_at", "-pk")


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, user: User) -> "OrderQuerySet":
        """The orders about cases that this person may see."""
        return self.filter(org__in=user.orgs(), ticket__in=Ticket.objects.visible_to(user))

    def open(self) -> "OrderQuerySet":
        return self.filter(ended_at__isnull=True)

    def unanswered(self) -> "OrderQuerySet":
        return self.open().filter(answered_at__isnull=True)

    def answered(self) -> "OrderQuerySet":
        """Those whose answer waits for a verdict."""
        return self.open().filter(answered_at__isnull=False)

    def overdue(self, at: datetime) -> "OrderQuerySet":
        late = Clock.objects.overdue(at).filter(name=ORDER).values("ticket")
        return self.unanswered().filter(ticket__in=late)

    def addressed_to(self, user: User) -> "OrderQuerySet":
        return self.filter(Q(to_person=user) | Q(to_unit=user.home_id, to_unit__isnull=False))

    def for_list(self) -> "OrderQuerySet":
        joins = ("ticket__unit", "ticket__category", "to_person", "to_unit", "issuer", "answered_by", "acknowledged_by")
        return self.select_related(*joins)


class Order(models.Model):
    """One order. Its deadline is the clock `order` of the case; what is not written here is in the case's history.

    At most one order of a case is open. A returned answer is open again: its text stays in the history alone.
    """

    class End(models.TextChoices):
        ACCEPTED = "accepted", _("Answer accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        CASE_OVER = "case_over", _("Ended with the case")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="orders")
    number = models.CharField(max_length=40, unique=True)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    text = models.TextField(max_length=2000)
    limit = models.CharField(max_length=60)
    issuer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    to_person = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(max_length=5000, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    returns = models.PositiveSmallIntegerField(default=0)
    remark = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, blank=True, choices=End)

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(ended_at__isnull=True), name="order_one_open"),
            models.UniqueConstraint(fields=["org", "year", "serial"], name="order_serial_once"),
            models.CheckConstraint(name="order_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="order_to_one",
                condition=Q(to_person__isnull=False, to_unit__isnull=True)
                | Q(to_person__isnull=True, to_unit__isnull=False),
            ),
            models.CheckConstraint(
                name="order_acknowledged_whole",
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__gte=F("issued_at"), acknowledged_by__isnull=False),
            ),
            models.CheckConstraint(
                name="order_answered_whole",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__gte=F("acknowledged_at"), answered_by__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="order_ended_whole",
                condition=Q(ended_at__isnull=True, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
            ),
            models.CheckConstraint(
                name="order_accepted_has_answer", condition=~Q(end="accepted") | Q(answered_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["org", "-issued_at"], name="order_by_org"),
            models.Index(fields=["org", "issued_at"], name="order_open", condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def addressee(self) -> str:
        """To whom it is addressed, by name."""
        return self.to_person.name if self.to_person else self.to_unit.name if self.to_unit else ""

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    def is_judged_by(self, user: User) -> bool:
        """Whether it is theirs to judge or to take back: its issuer's; of one who has left, whoever else may order there."""
        return self.issuer_id == user.pk or not self.issuer.is_active

    def covers(self, clock: Clock) -> bool:
        """Whether this run of the case's order clock began while the order was open."""
        return self.issued_at <= clock.started_at and (self.ended_at is None or clock.started_at <= self.ended_at)

    @property
    def state(self) -> str:
        """Where it stands: sent, acknowledged, answered, or how it ended."""
        if self.end:
            return self.end
        if self.answered_at:
            return "answered"
        return "acknowledged" if self.acknowledged_at else "sent"

    @property
    def state_word(self) -> str:
        """Where it stands, in the reader's language."""
        words = {"sent": _("Not signed for yet"), "acknowledged": _("To be answered"), "answered": _("To be judged")}
        words["withdrawn"] = _("Order withdrawn")
        return str(words.get(self.state) or self.get_end_display())
