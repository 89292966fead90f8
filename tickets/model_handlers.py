"""Who alone sees and handles reports of misconduct: people by name, each named by somebody, for a time."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7


class NamedHandlerQuerySet(models.QuerySet["NamedHandler"]):
    def live(self) -> "NamedHandlerQuerySet":
        """Those named now, by the database's clock."""
        return self.filter(Q(until_at__isnull=True) | Q(until_at__gt=Now()), from_at__lte=Now())


class NamedHandler(models.Model):
    """One person named to handle a company's reports, with who named them and why. A row that ends is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = NamedHandlerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="named_handler_forward", condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at"))
            ),
            models.CheckConstraint(name="named_handler_not_by_oneself", condition=~Q(person=F("named_by"))),
            models.UniqueConstraint(
                fields=["org", "person"], condition=Q(until_at__isnull=True), name="named_handler_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} from {self.from_at:%Y-%m-%d}"
