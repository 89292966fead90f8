"""Spare parts and materials: depots, items, what lies where, and the ledger of everything that came and went."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7

DIGITS: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}


class DepotQuerySet(models.QuerySet["Depot"]):
    def visible_to(self, user: User) -> "DepotQuerySet":
        """Those of my companies: a crew takes from whichever is near."""
        return self.filter(org__in=user.orgs())

    def kept_by(self, user: User) -> "DepotQuerySet":
        """Those that this person keeps."""
        return self.visible_to(user).filter(unit__in=user.units("stock"))


class Depot(models.Model):
    """A store of a unit: a room, a van. `keeper` is told of shortages; without one the unit's dispatchers are."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="depots")
    name = models.CharField(max_length=60)
    keeper = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_active = models.BooleanField(default=True)

    objects = DepotQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["org", "name"], name="depot_name_once")]

    def __str__(self) -> str:
        return self.name


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, user: User) -> "ItemQuerySet":
        return self.filter(org__in=user.orgs())


class Item(models.Model):
    """Something that lies in a depot. One that `has_serials` is moved piece by piece, each by its own number."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    measure = models.CharField(max_length=12, help_text="piece, metre, kilogram …")
    has_serials = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["org", "code"], name="item_code_once")]

    def __str__(self) -> str:
        return self.name


class StockLevel(models.Model):
    """How much of an item lies in a depot. The database lets it never fall below nothing, whoever is at it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    depot = models.ForeignKey(Depot, on_delete=models.PROTECT, related_name="levels")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="levels", db_index=False)
    balance = models.DecimalField(**DIGITS, default=Decimal(0))
    minimum = models.DecimalField(**DIGITS, null=True, blank=True)
    low_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["depot", "item"], name="stock_level_once"),
            models.CheckConstraint(name="stock_never_below_nothing", condition=Q(balance__gte=0)),
            models.CheckConstraint(name="stock_minimum_positive", condition=Q(minimum__isnull=True) | Q(minimum__gt=0)),
        ]
        indexes = [models.Index(fields=["org", "low_since"], name="stock_low", condition=Q(low_since__isnull=False))]

    @property
    def is_low(self) -> bool:
        return self.minimum is not None and self.balance < self.minimum


class SerialNumber(models.Model):
    """One piece of an item that has serial numbers, and where it lies; nowhere once it was used."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="serials", db_index=False)
    serial = models.CharField(max_length=60)
    depot = models.ForeignKey(Depot, null=True, blank=True, on_delete=models.PROTECT, related_name="serials")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "serial"], name="serial_of_item_once")]


class Supplier(models.Model):
    """From whom goods come."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    contact = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["org", "name"], name="supplier_name_once")]

    def __str__(self) -> str:
        return self.name


class GoodsIn(models.Model):
    """One delivery: from whom, on which note, into which depot. A delivery note is booked once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    depot = models.ForeignKey(Depot, on_delete=models.PROTECT, related_name="deliveries")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="deliveries", db_index=False)
    note_number = models.CharField(max_length=60)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["supplier", "note_number"], name="delivery_note_once")]
        indexes = [models.Index(fields=["org", "-at"], name="goods_in_by_day")]


class StockMove(models.Model):
    """One line of the ledger. A trigger refuses any change of it; what was wrong is put right by another line."""

    class Sort(models.TextChoices):
        IN = "in", pgettext_lazy("stock", "Goods in")
        TAKEN = "taken", pgettext_lazy("stock", "Taken")
        RETURNED = "returned", pgettext_lazy("stock", "Brought back")
        COUNTED = "counted", pgettext_lazy("stock", "Counted")
        MOVED = "moved", pgettext_lazy("stock", "Between depots")
        UNDONE = "undone", pgettext_lazy("stock", "Report replaced")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    depot = models.ForeignKey(Depot, on_delete=models.PROTECT, related_name="moves", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="moves", db_index=False)
    sort = models.CharField(max_length=10, choices=Sort)
    quantity = models.DecimalField(**DIGITS, help_text="below nothing: it went out")
    balance = models.DecimalField(**DIGITS, help_text="what lay there afterwards")
    serial = models.CharField(max_length=60, blank=True)
    price = models.DecimalField(**DIGITS, null=True, blank=True, help_text="yuan for one")
    goods_in = models.ForeignKey(
        GoodsIn, null=True, blank=True, on_delete=models.PROTECT, related_name="moves", db_index=False
    )
    line = models.ForeignKey(
        "worksheets.MaterialLine", null=True, blank=True, on_delete=models.PROTECT, related_name="moves"
    )
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stock_move_known", condition=Q(sort__in=["in", "taken", "returned", "counted", "moved", "undone"])
            ),
            models.CheckConstraint(name="stock_move_moves", condition=~Q(quantity=0)),
            models.CheckConstraint(name="stock_move_balance", condition=Q(balance__gte=0)),
            models.CheckConstraint(name="stock_correction_says_why", condition=~Q(sort="counted") | ~Q(reason="")),
            models.CheckConstraint(name="stock_price_not_negative", condition=Q(price__isnull=True) | Q(price__gte=0)),
        ]
        indexes = [models.Index(fields=["org", "depot", "item", "-at"], name="stock_move_by_item")]


class Shortage(models.Model):
    """A crew used what the depot did not have by the book: the keeper finds out why. The report stands."""

    class Way(models.TextChoices):
        BOOKED = "booked", _("Taken from the stock that came since")
        ELSEWHERE = "elsewhere", _("It came from elsewhere")
        MISTAKE = "mistake", _("The report was wrong")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    line = models.OneToOneField("worksheets.MaterialLine", on_delete=models.PROTECT, related_name="shortage")
    depot = models.ForeignKey(Depot, on_delete=models.PROTECT, related_name="shortages")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.DecimalField(**DIGITS)
    at = models.DateTimeField()
    way = models.CharField(max_length=10, choices=Way, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    settled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="shortage_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="shortage_settled_is_whole",
                condition=Q(settled_at__isnull=True, way="") | (Q(settled_at__isnull=False) & ~Q(way="")),
            ),
        ]
        indexes = [models.Index(fields=["org", "at"], name="shortage_open", condition=Q(settled_at__isnull=True))]
