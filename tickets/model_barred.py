"""From whom a case is hidden."""

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7


class Barred(models.Model):
    """Somebody (or a unit) from whom a case is hidden: the person complained of. Written by complaints, read by `visible_to`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="barred")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="barred_names_one",
                condition=Q(user__isnull=False, unit__isnull=True) | Q(user__isnull=True, unit__isnull=False),
            ),
            models.UniqueConstraint(fields=["ticket", "user"], name="barred_user_once"),
            models.UniqueConstraint(fields=["ticket", "unit"], name="barred_unit_once"),
        ]
