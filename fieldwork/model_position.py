"""Where a crew was last: written by its steps alone, never followed from place to place, and kept for days only."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from tickets.models import Ticket


class CrewPositionQuerySet(models.QuerySet["CrewPosition"]):
    def visible_to(self, user: User) -> "CrewPositionQuerySet":
        """Whoever sends this crew, and the crew itself."""
        return self.filter(Q(crew__in=user.units("dispatch")) | Q(crew__in=user.units("arrive")))

    def latest(self) -> "CrewPositionQuerySet":  # type: ignore[override]
        """The last one of each crew."""
        return self.order_by("crew", "-at", "-pk").distinct("crew")

    def older_than(self, moment: datetime) -> "CrewPositionQuerySet":
        return self.filter(at__lt=moment)


class CrewPosition(models.Model):
    """Where somebody of a crew took one step of one job, as the phone told it; `accuracy` in metres."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    crew = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+", db_index=False)
    step = models.CharField(max_length=20)
    latitude = models.FloatField()
    longitude = models.FloatField()
    accuracy = models.FloatField()
    at = models.DateTimeField()

    objects = CrewPositionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="crew_position_on_earth",
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180), accuracy__gte=0),
            )
        ]
        indexes = [
            models.Index(fields=["org", "crew", "-at"], name="crew_position_latest"),
            models.Index(fields=["at"], name="crew_position_by_age"),  # read by the tick across companies
        ]

    def __str__(self) -> str:
        return f"position {self.pk}"
