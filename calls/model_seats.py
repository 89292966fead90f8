"""Who sits at which telephone."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7

LONGEST = timedelta(hours=16)


class SeatQuerySet(models.QuerySet["Seat"]):
    def live(self, at: datetime) -> "SeatQuerySet":
        """Those that somebody sits at; a shift that nobody ended is over after 16 hours."""
        return self.filter(until_at__isnull=True, from_at__gt=at - LONGEST, user__is_active=True)

    def visible_to(self, user: User) -> "SeatQuerySet":
        return self.filter(org__in=user.orgs()) if user.may("call_watch") else self.filter(user=user)


class Seat(models.Model):
    """Somebody sits at an extension, from one moment until another; nobody at two, nobody beside them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    extension = models.CharField(max_length=20)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="seats", db_index=False)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "extension"], name="seat_one_person", condition=Q(until_at__isnull=True)
            ),
            models.UniqueConstraint(fields=["user"], name="seat_one_place", condition=Q(until_at__isnull=True)),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")), name="seat_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(extension=""), name="seat_has_an_extension"),
        ]
        indexes = [models.Index(fields=["org", "extension", "-from_at"], name="seat_at_a_time")]

    def __str__(self) -> str:
        return self.extension
