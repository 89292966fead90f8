"""Whom we serve, where, and what we tell them."""

import re
import unicodedata

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from customers.model_cleaning import CleaningRule, Double, Merge, MergeMove, Rest
from customers.model_file import Correction, CustomerEvent, CustomerTag, IdentityCheck, Level, Secrecy, Viewing
from customers.model_letters import Message, MessageQuerySet
from servicedesk.lib.ids import uuid7
from servicedesk.lib.masks import mask_account, mask_address, mask_name, mask_phone
from servicedesk.lib.phones import digits
from servicedesk.lib.sealing import blind_index, seal, unseal

__all__ = [
    "Area",
    "CleaningRule",
    "Correction",
    "Customer",
    "CustomerEvent",
    "CustomerTag",
    "Double",
    "Holding",
    "IdentityCheck",
    "Level",
    "Merge",
    "MergeMove",
    "Message",
    "MessageQuerySet",
    "Phone",
    "Rest",
    "Secrecy",
    "SupplyPoint",
    "Viewing",
]
IDENTITY = "customers.customer.identity"


class Area(models.TextChoices):
    """What the limits of a repair depend on; it belongs to the address, not to the hall."""

    URBAN = "urban", _("urban")
    RURAL = "rural", _("rural")
    REMOTE = "remote", _("remote")


def tokens_of(words: str) -> list[str]:
    """The words of a search; digits written in groups (`138 0000 6217`, `0532-1187-6204`) are one number. At most three."""
    return re.sub(r"(?<=\d)[\s-]+(?=\d)", "", unicodedata.normalize("NFKC", words)).split()[:3]


def condition_for(token: str) -> models.Q:
    """The condition under which one word of a search fits a customer: digits, letters (pinyin) or part of a name."""
    figures = digits(token)
    if figures and not re.search(r"[^\d\s+()\-/.]", token):
        return _figures_condition(figures)
    if re.fullmatch(r"\d{17}[\dXx]", token):
        return models.Q(identity_index=blind_index(token.upper(), column=IDENTITY))
    if re.fullmatch(r"[A-Za-z0-9]+", token):
        return models.Q(initials__startswith=token.lower()) | _holders_of(meter_number=token.upper())
    return models.Q(name__startswith=token)


def _holders_of(**point: str) -> models.Q:
    """Whoever holds such a supply point. A subquery, not a join: each alternative then uses its own index."""
    named = {f"supply_point__{name}": value for name, value in point.items()}
    return models.Q(pk__in=Holding.objects.filter(**named).values("customer"))


def _figures_condition(figures: str) -> models.Q:
    tail = figures[::-1]
    found = models.Q(pk__in=Phone.objects.filter(reversed__startswith=tail).values("customer"))
    found |= _holders_of(account_reversed__startswith=tail)
    if len(figures) >= 8:
        found |= _holders_of(meter_number=figures)
    if len(figures) in (15, 18):
        found |= models.Q(identity_index=blind_index(figures, column=IDENTITY))
    return found


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, user: User) -> "CustomerQuerySet":
        """A customer of the company may come to any of its halls."""
        return self.filter(org__in=user.orgs()) if user.may("lookup") or user.may("read") else self.none()

    def listed(self) -> "CustomerQuerySet":
        """Without those who were merged into another or put to rest."""
        return self.filter(hidden_at__isnull=True)

    def key(self) -> "CustomerQuerySet":
        """Key customers: those with a level, and those whom somebody looks after."""
        return self.listed().filter(~models.Q(level="") | models.Q(caretaker__isnull=False))

    def matching(self, words: str) -> "CustomerQuerySet":
        """Customers whom every word of a search fits: whole phone or account, their last 4 or more digits, name, initials."""
        found = self
        for token in tokens_of(words):
            found = found.filter(condition_for(token))
        return found


class Customer(models.Model):
    """A person or organisation we serve; a name and a phone are enough."""

    class Kind(models.TextChoices):
        RESIDENT = "resident", _("resident")
        BUSINESS = "business", _("business")
        PUBLIC = "public", _("public body")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    initials = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.RESIDENT)
    level = models.CharField(max_length=20, choices=Level, blank=True)
    secrecy = models.CharField(max_length=8, choices=Secrecy, default=Secrecy.PUBLIC, db_default=Secrecy.PUBLIC.value)
    caretaker = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="caring_for", db_index=False
    )
    tags = models.JSONField(default=list, blank=True)
    identity_sealed = models.BinaryField(null=True, blank=True)
    identity_index = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True, help_text="merged into another, or put to rest")
    version = models.PositiveIntegerField(default=1)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["org", "name"],
                name="customer_by_name",
                opclasses=["uuid_ops", "varchar_pattern_ops"],
            ),
            models.Index(
                fields=["org", "initials"],
                name="customer_by_initials",
                opclasses=["uuid_ops", "varchar_pattern_ops"],
            ),
            models.Index(
                fields=["org", "identity_index"],
                name="customer_by_identity",
                condition=~models.Q(identity_index=""),
            ),
            models.Index(fields=["org", "level", "id"], name="customer_by_level", condition=~models.Q(level="")),
            models.Index(
                fields=["caretaker", "id"], name="customer_by_caretaker", condition=models.Q(caretaker__isnull=False)
            ),
            GinIndex(fields=["tags"], name="customer_by_tag", opclasses=["jsonb_path_ops"]),
        ]

    def __str__(self) -> str:
        return mask_name(self.name)

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    def set_identity(self, number: str) -> None:
        """Keep an ID number sealed, findable by its blind index."""
        self.identity_sealed = seal(number.upper(), column=IDENTITY)
        self.identity_index = blind_index(number.upper(), column=IDENTITY)

    def identity(self) -> str:
        return unseal(bytes(self.identity_sealed), column=IDENTITY) if self.identity_sealed else ""


class Phone(models.Model):
    """One number of one customer, normalised; `reversed` lets the last digits be found by an index."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(max_length=20)
    reversed = models.CharField(max_length=20)
    is_main = models.BooleanField(default=True)
    label = models.CharField(max_length=20, blank=True, db_default="", help_text="whose it is, or when to call")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "customer", "number"], name="phone_once")]
        indexes = [
            models.Index(
                fields=["reversed", "org"],
                name="phone_by_tail",
                opclasses=["varchar_pattern_ops", "uuid_ops"],
            )
        ]

    def __str__(self) -> str:
        return mask_phone(self.number)


class SupplyPointQuerySet(models.QuerySet["SupplyPoint"]):
    def visible_to(self, user: User) -> "SupplyPointQuerySet":
        return self.filter(org__in=user.orgs()) if user.may("lookup") or user.may("read") else self.none()


class SupplyPoint(models.Model):
    """An account at an address (户号): what is supplied, by which transformer, in which area."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    hall = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    account_number = models.CharField(max_length=20)
    account_reversed = models.CharField(max_length=20)
    meter_number = models.CharField(max_length=24, blank=True)
    address = models.CharField(max_length=200)
    area = models.CharField(max_length=10, choices=Area, default=Area.URBAN)
    transformer = models.CharField(max_length=40, blank=True)
    feeder = models.CharField(max_length=40, blank=True)
    balance = models.DecimalField(max_digits=10, decimal_places=2, default=0, help_text="yuan; below zero is owed")
    holders = models.ManyToManyField(Customer, through="Holding", related_name="supply_points")

    objects = SupplyPointQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "account_number"], name="supply_point_account_once")]
        indexes = [
            models.Index(
                fields=["account_reversed", "org"],
                name="supply_point_by_tail",
                opclasses=["varchar_pattern_ops", "uuid_ops"],
            ),
            models.Index(fields=["org", "meter_number"], name="supply_point_by_meter"),
            models.Index(fields=["org", "transformer"], name="supply_point_by_transformer"),
        ]

    def __str__(self) -> str:
        return mask_account(self.account_number)

    @property
    def masked_address(self) -> str:
        return mask_address(self.address)


class Holding(models.Model):
    """A customer's part in a supply point: owner, or somebody to call."""

    class Part(models.TextChoices):
        OWNER = "owner", _("account holder")
        CONTACT = "contact", _("contact")
        PAYER = "payer", _("payer")
        TENANT = "tenant", _("tenant")
        AGENT = "agent", _("authorised person")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="holdings")
    supply_point = models.ForeignKey(SupplyPoint, on_delete=models.CASCADE, related_name="holdings")
    part = models.CharField(max_length=10, choices=Part, default=Part.OWNER)
    powers = models.JSONField(default=list, blank=True, db_default=[], help_text="what an authorised person may do")
    until_on = models.DateField(null=True, blank=True, help_text="the last day of the authorisation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "customer", "supply_point"], name="holding_once")]
