"""Who is on duty when: shifts as rows, and the usual week from which they are written."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7

_ONE_OF_TWO = Q(crew__isnull=False, person__isnull=True) | Q(crew__isnull=True, person__isnull=False)


class Sort(models.TextChoices):
    """What somebody does in a stretch of the rota."""

    DUTY = "duty", pgettext_lazy("rota", "On duty")
    REST = "rest", pgettext_lazy("rota", "Rest")


class ShiftQuerySet(models.QuerySet["Shift"]):
    def visible_to(self, user: User) -> "ShiftQuerySet":
        return self.filter(org__in=user.orgs())

    def standing(self) -> "ShiftQuerySet":
        return self.filter(cancelled_at__isnull=True)

    def during(self, begin: datetime, end: datetime) -> "ShiftQuerySet":
        """Those that touch a stretch of time."""
        return self.filter(from_at__lt=end, until_at__gt=begin)

    def at(self, moment: datetime) -> "ShiftQuerySet":
        return self.standing().filter(from_at__lte=moment, until_at__gt=moment)


class Shift(models.Model):
    """A crew, or one person, is on duty or rests from one moment until another. Taken off the rota, it stays as a row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    crew = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="shifts")
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="shifts")
    sort = models.CharField(max_length=6, choices=Sort, default=Sort.DUTY)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    cancelled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="shift_of_a_crew_or_a_person", condition=_ONE_OF_TWO),
            models.CheckConstraint(name="shift_ends_after_it_begins", condition=Q(until_at__gt=F("from_at"))),
            models.UniqueConstraint(
                fields=["crew", "sort", "from_at"], condition=Q(cancelled_at__isnull=True), name="shift_of_crew_once"
            ),
            models.UniqueConstraint(
                fields=["person", "sort", "from_at"],
                condition=Q(cancelled_at__isnull=True),
                name="shift_of_person_once",
            ),
        ]
        indexes = [models.Index(fields=["org", "until_at"], name="shift_by_time")]

    def __str__(self) -> str:
        return f"shift {self.pk}"


class WeekDay(models.IntegerChoices):
    MONDAY = 0, _("Mon")
    TUESDAY = 1, _("Tue")
    WEDNESDAY = 2, _("Wed")
    THURSDAY = 3, _("Thu")
    FRIDAY = 4, _("Fri")
    SATURDAY = 5, _("Sat")
    SUNDAY = 6, _("Sun")


class Pattern(models.Model):
    """A line of the usual week. An end not after the beginning is on the next day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    crew = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="patterns")
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="patterns")
    sort = models.CharField(max_length=6, choices=Sort, default=Sort.DUTY)
    weekday = models.PositiveSmallIntegerField(choices=WeekDay)
    from_time = models.TimeField()
    until_time = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="pattern_of_a_crew_or_a_person", condition=_ONE_OF_TWO),
            models.CheckConstraint(name="pattern_weekday", condition=Q(weekday__lte=6)),
            models.UniqueConstraint(fields=["crew", "sort", "weekday", "from_time"], name="pattern_of_crew_once"),
            models.UniqueConstraint(fields=["person", "sort", "weekday", "from_time"], name="pattern_of_person_once"),
        ]
        indexes = [models.Index(fields=["org", "weekday"], name="pattern_by_day")]
