"""Where we serve: accounts at addresses, and who has which part in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from customers.model_file import Secrecy, open_to
from servicedesk.lib.ids import uuid7
from servicedesk.lib.masks import mask_account, mask_address


class Area(models.TextChoices):
    """What the limits of a repair depend on; it belongs to the address, not to the hall."""

    URBAN = "urban", _("urban")
    RURAL = "rural", _("rural")
    REMOTE = "remote", _("remote")


class SupplyPointQuerySet(models.QuerySet["SupplyPoint"]):
    def visible_to(self, user: User) -> "SupplyPointQuerySet":
        if not (user.may("lookup") or user.may("read")):
            return self.none()
        closed = Holding.objects.exclude(customer__secrecy=Secrecy.PUBLIC).exclude(open_to(user, "customer__"))
        return self.filter(org__in=user.orgs()).exclude(pk__in=closed.values("supply_point"))


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
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    balance = models.DecimalField(max_digits=10, decimal_places=2, default=0, help_text="yuan; below zero is owed")
    holders = models.ManyToManyField("customers.Customer", through="Holding", related_name="supply_points")

    objects = SupplyPointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "account_number"], name="supply_point_account_once"),
            models.CheckConstraint(
                name="supply_point_on_earth",
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["account_reversed", "org"],
                name="supply_point_by_tail",
                opclasses=["varchar_pattern_ops", "uuid_ops"],
            ),
            models.Index(fields=["org", "meter_number"], name="supply_point_by_meter"),
            models.Index(fields=["org", "transformer"], name="supply_point_by_transformer"),
            models.Index(fields=["org", "feeder"], name="supply_point_by_feeder"),
        ]

    def __str__(self) -> str:
        return mask_account(self.account_number)

    @property
    def place(self) -> tuple[float, float] | None:
        """Latitude and longitude, where they are known."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)

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
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="holdings")
    supply_point = models.ForeignKey(SupplyPoint, on_delete=models.CASCADE, related_name="holdings")
    part = models.CharField(max_length=10, choices=Part, default=Part.OWNER)
    powers = models.JSONField(default=list, blank=True, db_default=[], help_text="what an authorised person may do")
    until_on = models.DateField(null=True, blank=True, help_text="the last day of the authorisation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "customer", "supply_point"], name="holding_once")]
