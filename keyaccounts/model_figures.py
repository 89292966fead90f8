"""What was consumed month by month, as the billing system says: imported figures, never counted here."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from customers.models import Customer, SupplyPoint
from servicedesk.lib.ids import uuid7


class Sort(models.TextChoices):
    """What is measured; each sort has one unit."""

    POWER = "power", pgettext_lazy("consumption", "electricity")
    WATER = "water", pgettext_lazy("consumption", "water")
    GAS = "gas", pgettext_lazy("consumption", "gas")
    DATA = "data", pgettext_lazy("consumption", "data traffic")
    CHARGE = "charge", pgettext_lazy("consumption", "charges")


class Measure(models.TextChoices):
    KWH = "kWh", "kWh"
    CUBIC = "m3", "m³"
    MB = "MB", "MB"
    YUAN = "yuan", _("yuan")


MEASURES: dict[str, str] = {
    Sort.POWER: Measure.KWH,
    Sort.WATER: Measure.CUBIC,
    Sort.GAS: Measure.CUBIC,
    Sort.DATA: Measure.MB,
    Sort.CHARGE: Measure.YUAN,
}
# Whose part in an account means that they use what it measures.
USERS = ("owner", "payer", "tenant")


class FigureImportQuerySet(models.QuerySet["FigureImport"]):
    def visible_to(self, user: User) -> "FigureImportQuerySet":
        return self.filter(org__in=user.orgs()) if user.may("import") else self.none()


class FigureImport(models.Model):
    """One file of figures: looked at first, then imported, by whoever holds the `lease`.

    `done` counts the lines of this stage that are behind us, written with the figures of the same batch: a worker that is
    killed loses nothing, and the next goes on there. `refusals`: the first bad lines, `[line, reason]`.
    """

    class Stage(models.TextChoices):
        LOOK = "look", pgettext_lazy("figures", "being looked at")
        LOOKED = "looked", pgettext_lazy("figures", "Only looked at")
        LOAD = "load", pgettext_lazy("figures", "being imported")
        LOADED = "loaded", pgettext_lazy("figures", "Imported")
        FAILED = "failed", pgettext_lazy("figures", "could not be read")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    stage = models.CharField(max_length=6, choices=Stage, default=Stage.LOOK)
    lines = models.PositiveIntegerField(default=0, help_text="of the whole file, once it has been looked at")
    done = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    imported_at = models.DateTimeField(null=True, blank=True)
    read = models.PositiveIntegerField(default=0)
    fresh = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    refusals = models.JSONField(default=list)

    objects = FigureImportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["org", "-at"], name="figure_import_by_time"),
            # Read by the tick across companies.
            models.Index(fields=["at"], name="figure_import_waiting", condition=Q(stage__in=["look", "load"])),
        ]

    def __str__(self) -> str:
        return f"figures {self.pk}"


class ConsumptionQuerySet(models.QuerySet["Consumption"]):
    def visible_to(self, user: User) -> "ConsumptionQuerySet":
        return self.filter(supply_point__in=SupplyPoint.objects.visible_to(user))

    def of(self, customer: Customer) -> "ConsumptionQuerySet":
        """Of the accounts that a customer uses; not of those where they are only somebody to call."""
        held = customer.holdings.filter(part__in=USERS).values("supply_point")
        return self.filter(org_id=customer.org_id, supply_point__in=held)


class Consumption(models.Model):
    """One account's figure of one sort in one month. A newer import of the same month replaces it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    supply_point = models.ForeignKey(SupplyPoint, on_delete=models.CASCADE, related_name="consumption")
    month = models.DateField(help_text="its first day")
    sort = models.CharField(max_length=8, choices=Sort, default=Sort.POWER)
    unit = models.CharField(max_length=4, choices=Measure, default=Measure.KWH)
    quantity = models.DecimalField(max_digits=16, decimal_places=3)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True, help_text="yuan")
    source = models.ForeignKey(FigureImport, null=True, blank=True, on_delete=models.SET_NULL, related_name="figures")

    objects = ConsumptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "supply_point", "month", "sort"], name="consumption_once_a_month"),
            models.CheckConstraint(name="consumption_month_is_a_first", condition=Q(month__day=1)),
            models.CheckConstraint(name="consumption_not_negative", condition=Q(quantity__gte=0)),
            models.CheckConstraint(
                name="consumption_unit_fits",
                condition=Q(sort="power", unit="kWh")
                | Q(sort__in=["water", "gas"], unit="m3")
                | Q(sort="data", unit="MB")
                | Q(sort="charge", unit="yuan"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supply_point_id} {self.month:%Y-%m} {self.sort}"
