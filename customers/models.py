"""Whom we serve, where, and what we tell them."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from customers.model_cleaning import CleaningRule, Double, Merge, MergeMove, Rest
from customers.model_file import (
    Correction,
    CustomerEvent,
    CustomerTag,
    IdentityCheck,
    Level,
    Secrecy,
    Viewing,
    open_to,
)
from customers.model_letters import Message, MessageQuerySet
from customers.model_names import NameKey
from customers.model_points import Area, Holding, SupplyPoint
from customers.model_wording import Wording
from servicedesk.lib.ids import uuid7
from servicedesk.lib.masks import mask_name, mask_phone
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
    "NameKey",
    "Phone",
    "Rest",
    "Secrecy",
    "SupplyPoint",
    "Viewing",
    "Wording",
]
IDENTITY = "customers.customer.identity"


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, user: User) -> "CustomerQuerySet":
        """A customer of the company may come to any of its halls; who sees a secret one was decided for each person."""
        return self.known_to(user).filter(open_to(user))

    def known_to(self, user: User) -> "CustomerQuerySet":
        """Of whom this person may know that they exist; of a secret one nothing else."""
        return self.filter(org__in=user.orgs()) if user.may("lookup") or user.may("read") else self.none()

    def listed(self) -> "CustomerQuerySet":
        """Without those who were merged into another or put to rest."""
        return self.filter(hidden_at__isnull=True)

    def key(self) -> "CustomerQuerySet":
        """Key customers: those with a level, and those whom somebody looks after."""
        return self.listed().filter(~models.Q(level="") | models.Q(caretaker__isnull=False))


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
    unverified_at = models.DateTimeField(
        null=True, blank=True, help_text="taken down by hand, held against no file yet"
    )
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
            models.Index(
                fields=["org", "-unverified_at"],
                name="customer_to_verify",
                condition=models.Q(unverified_at__isnull=False),
            ),
            models.Index(fields=["org", "level", "id"], name="customer_by_level", condition=~models.Q(level="")),
            models.Index(
                fields=["caretaker", "id"], name="customer_by_caretaker", condition=models.Q(caretaker__isnull=False)
            ),
            models.Index(fields=["org", "id"], name="customer_closed", condition=~models.Q(secrecy="public")),
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
