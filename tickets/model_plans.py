"""What was asked for and decided about a clock: an extension waits for a second person."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from tickets.model_clock import Clock


class MoreTime(models.TextChoices):
    """Why more time is asked for: what keeps the work from being done within the limit."""

    MATERIAL = "material", _("Material or meters have not arrived")
    PERMIT = "permit", _("A permit or a third party is awaited")
    BIGGER = "bigger", _("The work is bigger than it looked")
    WEATHER = "weather", _("Weather or traffic")
    OVERLOAD = "overload", _("Many faults at once")
    CUSTOMER = "customer", _("The customer asked for it")


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def waiting(self) -> "ExtensionQuerySet":
        """Neither decided nor taken back."""
        return self.filter(decided_at__isnull=True, withdrawn_at__isnull=True)


class Extension(models.Model):
    """A request for more time, made before the limit, decided by somebody else, or taken back by whoever asked.

    `why` is the coded reason (older requests have none), `reason` what shows it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="extensions")
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=24)
    limit = models.CharField(max_length=60)
    why = models.CharField(max_length=12, blank=True, choices=MoreTime)
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    granted = models.BooleanField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "name"],
                condition=Q(decided_at__isnull=True, withdrawn_at__isnull=True),
                name="extension_one_open",
            ),
            models.CheckConstraint(
                name="extension_decided_or_withdrawn",
                condition=Q(decided_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="extension_by_a_second_person",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="extension_decided_whole",
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, granted__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False, granted__isnull=False),
            ),
        ]
