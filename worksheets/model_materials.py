"""What was used on a job, or brought back from it: one line each, of a crew's report or of a sheet of work."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit
from servicedesk.lib.ids import uuid7
from tickets.models import Ticket
from worksheets.model_returns import ReturnSheet
from worksheets.model_sheets import WorkSheet
from worksheets.model_stock import DIGITS, Depot, Item


class MaterialLine(models.Model):
    """One line of what a report or a work sheet used, or brought back. `short`: what the depot did not have by the book.

    `is_undone`: its sheet was sent back or made void, and what it took was laid back.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    sheet = models.ForeignKey(ReturnSheet, null=True, blank=True, on_delete=models.PROTECT, related_name="lines")
    work_sheet = models.ForeignKey(WorkSheet, null=True, blank=True, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    depot = models.ForeignKey(Depot, on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.DecimalField(**DIGITS)
    is_back = models.BooleanField(default=False)
    serial = models.CharField(max_length=60, blank=True)
    short = models.DecimalField(**DIGITS, default=Decimal(0))
    is_undone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="material_line_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(name="material_line_short", condition=Q(short__gte=0) & Q(short__lte=F("quantity"))),
            models.CheckConstraint(
                name="material_line_of_one",
                condition=Q(sheet__isnull=False, work_sheet__isnull=True)
                | Q(sheet__isnull=True, work_sheet__isnull=False),
            ),
        ]

    @property
    def paper(self) -> ReturnSheet | WorkSheet:
        """What it stands on."""
        found = self.sheet or self.work_sheet
        assert found is not None
        return found

    @property
    def ticket(self) -> Ticket:
        return self.paper.ticket
