"""What can be applied for: data of each company, shipped by trade."""

from django.db import models
from django.db.models import Q

from accounts.models import Unit
from applications.lifecycle import Trade
from servicedesk.lib.ids import uuid7


class ApplicationTypeQuerySet(models.QuerySet["ApplicationType"]):
    def of(self, org: object) -> "ApplicationTypeQuerySet":
        return self.filter(org=org, is_active=True)


class ApplicationType(models.Model):
    """One sort of application (业扩新装, 过户 …). `steps` and `papers`: applications.types reads and checks them.

    An application keeps copies of both: changing the type changes nothing that is under way.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    trade = models.CharField(max_length=10, choices=Trade)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    steps = models.JSONField(default=list)
    papers = models.JSONField(default=list)
    promise = models.CharField(max_length=80, blank=True, help_text="the promise of the whole, by its code")
    source = models.CharField(max_length=200, blank=True, help_text="on which rule it rests; printed on the notices")
    appeal = models.CharField(max_length=200, blank=True, help_text="where a refusal can be appealed; printed on it")
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    objects = ApplicationTypeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="application_type_code_once"),
            models.CheckConstraint(condition=Q(trade__in=Trade.values), name="application_type_trade_known"),
        ]

    def __str__(self) -> str:
        return self.name
