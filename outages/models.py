"""Interruptions of supply: what kind, where, from when until when, and what is said about them."""

import re
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from customers.models import SupplyPoint
from outages.kinds import Kind
from outages.model_duties import OutageCause, OutageDuty, OutageRule
from outages.model_event import OutageEvent
from outages.model_grid import GridBoundary
from outages.model_telling import NoText, OutageCallee, OutageMailing
from servicedesk.lib.ids import uuid7

__all__ = [
    "GridBoundary",
    "Kind",
    "NoText",
    "Outage",
    "OutageArea",
    "OutageCallee",
    "OutageCause",
    "OutageDuty",
    "OutageEvent",
    "OutageMailing",
    "OutageQuerySet",
    "OutageRule",
    "covers_address",
]


class OutageQuerySet(models.QuerySet["Outage"]):
    def visible_to(self, user: User) -> "OutageQuerySet":
        """An interruption is no secret: whoever works for the company reads all of it."""
        return self.filter(org__in=user.orgs()) if user.may("read") else self.none()

    def unended(self) -> "OutageQuerySet":
        """Neither ended nor withdrawn, a suggestion as well. Of a history nobody knows more than it says."""
        return self.filter(ended_at__isnull=True, withdrawn_at__isnull=True, imported_at__isnull=True)

    def open(self) -> "OutageQuerySet":
        """Neither ended nor withdrawn, and more than a suggestion."""
        return self.unended().exclude(proposed_at__isnull=False, accepted_at__isnull=True)

    def suggested(self) -> "OutageQuerySet":
        """Seen in the calls, and nobody has said yet whether it is one."""
        return self.unended().filter(proposed_at__isnull=False, accepted_at__isnull=True)

    def standing(self, at: datetime) -> "OutageQuerySet":
        """Without supply now."""
        return self.open().filter(starts_at__lte=at)

    def ahead(self, at: datetime) -> "OutageQuerySet":
        return self.open().filter(starts_at__gt=at)

    def over(self) -> "OutageQuerySet":
        return self.exclude(ended_at__isnull=True, withdrawn_at__isnull=True, imported_at__isnull=True)


class Outage(models.Model):
    """One interruption. It lasts until somebody says that it has ended, however long ago it was expected to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=16)
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=80)
    cause_code = models.CharField(max_length=24, blank=True, db_default="", default="")
    cause = models.CharField(max_length=200, blank=True)
    crew = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    script = models.CharField(max_length=500, help_text="what the desk reads out")
    starts_at = models.DateTimeField()
    expected_end_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField()
    households = models.PositiveIntegerField(default=0)
    proposed_at = models.DateTimeField(null=True, blank=True, help_text="when the calls suggested it")
    accepted_at = models.DateTimeField(null=True, blank=True, help_text="when somebody said that it is one")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    source = models.CharField(max_length=40, blank=True, db_default="", default="")
    external_number = models.CharField(max_length=40, blank=True, db_default="", default="")
    imported_at = models.DateTimeField(null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True, db_default={}, help_text="what the source said of it besides")
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveIntegerField(default=1)

    objects = OutageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "number"], name="outage_number_once"),
            models.CheckConstraint(
                name="outage_ends_after_it_begins",
                condition=(Q(expected_end_at__isnull=True) | Q(expected_end_at__gt=F("starts_at")))
                & (Q(ended_at__isnull=True) | Q(ended_at__gte=F("starts_at"))),
            ),
            models.CheckConstraint(
                name="outage_ended_or_withdrawn",
                condition=Q(ended_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="outage_is_somebodys",
                condition=Q(by__isnull=False)
                | Q(proposed_at__isnull=False, accepted_at__isnull=True)
                | Q(imported_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="outage_external_number_once",
                fields=["org", "source", "external_number"],
                condition=~Q(external_number=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["org", "starts_at"],
                name="outage_open",
                condition=Q(ended_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.Index(fields=["org", "-starts_at"], name="outage_by_time"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.ended_at is None and self.withdrawn_at is None and self.imported_at is None

    @property
    def is_suggested(self) -> bool:
        return self.is_open and self.proposed_at is not None and self.accepted_at is None

    def state(self, at: datetime) -> str:
        """withdrawn, ended, unknown (of a history), suggested, ahead, late (longer than expected) or on."""
        if not self.is_open:
            return "withdrawn" if self.withdrawn_at else "ended" if self.ended_at else "unknown"
        if self.is_suggested:
            return "suggested"
        if self.starts_at > at:
            return "ahead"
        return "late" if self.expected_end_at and self.expected_end_at <= at else "on"


class OutageArea(models.Model):
    """A part of the grid or of the town that an outage covers. Of a street perhaps only some house numbers."""

    class By(models.TextChoices):
        DISTRICT = "district", pgettext_lazy("grid", "district")
        FEEDER = "feeder", _("feeder")
        TRANSFORMER = "transformer", _("transformer")
        STREET = "street", _("street")
        POINT = "point", _("account")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    outage = models.ForeignKey(Outage, on_delete=models.CASCADE, related_name="areas")
    by = models.CharField(max_length=12, choices=By)
    value = models.CharField(max_length=80, help_text="without spaces for a street")
    low = models.PositiveIntegerField(null=True, blank=True)
    high = models.PositiveIntegerField(null=True, blank=True)
    supply_point = models.ForeignKey(SupplyPoint, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    hall = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="whose district it is"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["outage", "by", "value", "low", "high"], name="outage_area_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="outage_area_point",
                condition=Q(by="point", supply_point__isnull=False) | (~Q(by="point") & Q(supply_point__isnull=True)),
            ),
            models.CheckConstraint(
                name="outage_area_district",
                condition=Q(hall__isnull=True) | Q(by="district"),
            ),
            models.CheckConstraint(
                name="outage_area_houses",
                condition=Q(low__isnull=True, high__isnull=True) | Q(by="street", low__lte=F("high")),
            ),
        ]
        indexes = [models.Index(fields=["org", "by", "value"], name="outage_area_by_value")]

    def __str__(self) -> str:
        houses = f" {self.low}–{self.high}" if self.low is not None else ""
        return f"{self.value}{houses}"

    def covers(self, point: SupplyPoint) -> bool:
        """Whether this supply point lies in it."""
        match self.by:
            case self.By.FEEDER:
                return self.value == point.feeder
            case self.By.TRANSFORMER:
                return self.value == point.transformer
            case self.By.POINT:
                return self.supply_point_id == point.pk
            case self.By.DISTRICT:
                return self.hall_id is not None and self.hall_id == point.hall_id
        return covers_address(self.value, self.low, self.high, point.address)


def covers_address(street: str, low: int | None, high: int | None, address: str) -> bool:
    """Whether an address lies in a street, and between two house numbers if there are any."""
    unspaced = address.replace(" ", "")
    if not unspaced.startswith(street):
        return False
    if low is None or high is None:
        return True
    house = re.match(r"\d+", unspaced[len(street) :])
    return house is not None and low <= int(house.group()) <= high
