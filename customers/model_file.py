"""The customer's record: what a tag means, who may see whom, whose paper was checked, what is to be corrected, what changed."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from servicedesk.lib.timeline import Event


def _org() -> Any:
    return models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)


def _customer(name: str) -> Any:
    return models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name=name, db_index=False)


def _person(*, may_be_empty: bool = False) -> Any:
    more: dict[str, Any] = {"null": True, "blank": True} if may_be_empty else {}
    return models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False, **more)


class Level(models.TextChoices):
    """How much hangs on a customer's supply; the promises of `deadlines` read the same codes as importance."""

    NONE = "", pgettext_lazy("customer's level", "none")
    SPECIAL = "special", pgettext_lazy("customer's level", "special")
    FIRST = "first", pgettext_lazy("customer's level", "first grade")
    SECOND = "second", pgettext_lazy("customer's level", "second grade")
    TEMPORARY = "temporary", pgettext_lazy("customer's level", "for a time")


RANKS = (Level.SPECIAL, Level.FIRST, Level.SECOND, Level.TEMPORARY, Level.NONE)


class Secrecy(models.TextChoices):
    """Who may know of a customer: everybody at the desk, people but no machine, or whoever has been granted a viewing."""

    PUBLIC = "public", pgettext_lazy("secrecy", "public")
    INTERNAL = "internal", pgettext_lazy("secrecy", "internal")
    SECRET = "secret", pgettext_lazy("secrecy", "secret")


def open_to(user: User, prefix: str = "") -> Q:
    """The condition under which a customer's class lets this person see them.

    A machine sees public customers alone. A secret one is seen by whoever looks after them, and by whoever has been
    granted a viewing that still lasts.
    """
    if user.is_service:
        return Q(**{f"{prefix}secrecy": Secrecy.PUBLIC})
    granted = Viewing.objects.filter(by=user, until_at__gt=Now()).values("customer")
    is_mine = Q(**{f"{prefix}caretaker": user}) | Q(**{f"{prefix}pk__in": granted})
    return ~Q(**{f"{prefix}secrecy": Secrecy.SECRET}) | is_mine


class CustomerTagQuerySet(models.QuerySet["CustomerTag"]):
    def visible_to(self, user: User) -> "CustomerTagQuerySet":
        return self.filter(org__in=user.orgs())

    def in_use(self) -> "CustomerTagQuerySet":
        return self.filter(retired_at__isnull=True)


class CustomerTag(models.Model):
    """One word of the vocabulary of tags. Customers carry the word itself, so it is retired and never renamed.

    Special care: `counts_as` gives the case the clocks of that level, and `approver` alone decides about more time.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    name = models.CharField(max_length=20)
    meaning = models.CharField(max_length=200, blank=True)
    counts_as = models.CharField(max_length=20, choices=Level, blank=True)
    approver = _person(may_be_empty=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CustomerTagQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "name"], name="customer_tag_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_special_care(self) -> bool:
        return bool(self.counts_as or self.approver_id)


class ViewingQuerySet(models.QuerySet["Viewing"]):
    def open(self) -> "ViewingQuerySet":
        """Asked for, and nobody has decided."""
        return self.filter(decided_at__isnull=True)

    def to_decide(self, user: User) -> "ViewingQuerySet":
        """What waits for this person: of their companies, and not their own request."""
        return self.open().filter(org__in=user.orgs()).exclude(by=user)


class Viewing(models.Model):
    """Somebody asked to see a secret customer for some hours, and somebody else decided."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    customer = _customer("viewings")
    by = _person()
    reason = models.CharField(max_length=500)
    hours = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    decided_by = _person(may_be_empty=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    until_at = models.DateTimeField(null=True, blank=True, help_text="empty once decided: it was refused")
    answer = models.CharField(max_length=500, blank=True)

    objects = ViewingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="viewing_decided_by_another",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, until_at__isnull=True)
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decided_by=models.F("by"))),
            ),
            models.UniqueConstraint(
                fields=["org", "customer", "by"], condition=Q(decided_at__isnull=True), name="viewing_asked_once"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "by", "until_at"], name="viewing_by_person"),
            models.Index(fields=["org", "asked_at"], name="viewing_open", condition=Q(decided_at__isnull=True)),
        ]

    def is_live(self, at: datetime) -> bool:
        return self.until_at is not None and self.until_at > at


class IdentityCheck(models.Model):
    """Somebody looked at a paper of the customer, or of whoever acts for them. The number itself is kept nowhere here."""

    class Paper(models.TextChoices):
        ID_CARD = "id_card", _("ID card")
        LICENCE = "licence", _("business licence")
        AUTHORISATION = "authorisation", _("authorisation")
        OTHER = "other", pgettext_lazy("paper", "another paper")

    class Result(models.TextChoices):
        SAME = "same", _("the same as on record")
        FIRST = "first", _("recorded for the first time")
        DIFFERENT = "different", _("not the one on record")
        SEEN = "seen", _("seen, not compared")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    customer = _customer("identity_checks")
    paper = models.CharField(max_length=16, choices=Paper)
    result = models.CharField(max_length=12, choices=Result)
    valid_until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    by = _person()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["customer", "-at"], name="identity_check_by_time")]


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def open(self) -> "CorrectionQuerySet":
        return self.filter(decided_at__isnull=True)

    def visible_to(self, user: User) -> "CorrectionQuerySet":
        return self.filter(org__in=user.orgs())


class Correction(models.Model):
    """An address that somebody says is wrong, waiting for a second person who verifies it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    supply_point = models.ForeignKey(
        "customers.SupplyPoint", on_delete=models.CASCADE, related_name="corrections", db_index=False
    )
    customer = _customer("corrections")
    address = models.CharField(max_length=200)
    area = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=500)
    by = _person()
    asked_at = models.DateTimeField()
    decided_by = _person(may_be_empty=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    is_accepted = models.BooleanField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="correction_decided_by_another",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, is_accepted__isnull=True)
                | (
                    Q(decided_at__isnull=False, decided_by__isnull=False, is_accepted__isnull=False)
                    & ~Q(decided_by=models.F("by"))
                ),
            ),
            models.UniqueConstraint(
                fields=["supply_point"], condition=Q(decided_at__isnull=True), name="correction_open_once"
            ),
        ]
        indexes = [models.Index(fields=["customer", "-asked_at"], name="correction_by_customer")]


class CustomerEvent(Event):
    """One change of a customer's record. `facts` are masked; what was before and after lies sealed beside them.

    A database trigger refuses UPDATE and DELETE. `undoes` names the change that this one took back.
    """

    org = _org()
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="events", db_index=False)
    sealed = models.BinaryField(null=True, blank=True)
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by")

    class Meta:
        indexes = [models.Index(fields=["customer", "-at", "-id"], name="customer_event_by_time")]
