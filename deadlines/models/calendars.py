"""Calendars as rows. A version never changes once it is there: new hours or days are a new version."""

from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db import models

from accounts.models import Unit
from deadlines.hours import HALL_ZONE, ROUND_THE_CLOCK, Calendar, Day, read_shifts
from servicedesk.lib.ids import uuid7


class WorkCalendarQuerySet(models.QuerySet["WorkCalendar"]):
    def open_to(self, org: Unit | UUID | None) -> "WorkCalendarQuerySet":
        """Those shipped for everybody, and the company's own."""
        return self.filter(models.Q(org__isnull=True) | models.Q(org=org))

    def newest_first(self) -> "WorkCalendarQuerySet":
        """A company's own before the shipped ones, a later version before an earlier one."""
        return self.order_by(models.F("org").asc(nulls_last=True), "-version")


class WorkCalendar(models.Model):
    """Opening hours of one company (or of all: `org` empty) in one version. `weekly` has seven lists of shifts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=60)
    always_open = models.BooleanField(default=False)
    weekly = models.JSONField(default=list, blank=True)
    zone = models.CharField(max_length=40, default=HALL_ZONE)
    official_until = models.DateField(null=True, blank=True)
    known_until = models.DateField(null=True, blank=True)

    objects = WorkCalendarQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "code", "version"], name="calendar_version_once"),
            models.UniqueConstraint(
                fields=["code", "version"], condition=models.Q(org__isnull=True), name="calendar_shipped_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class CalendarDay(models.Model):
    """One date that differs from its weekday: a holiday, a make-up working day, or special `hours`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="days")
    date = models.DateField()
    working = models.BooleanField()
    hours = models.JSONField(null=True, blank=True)
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=120, blank=True)
    provisional = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "date"], name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


@lru_cache(maxsize=256)
def pure_calendar(pk: UUID) -> Calendar:
    """The calendar with that key as a value: one query the first time in a process, none after; rows are frozen."""
    rows = list(
        WorkCalendar.objects.filter(pk=pk).values(
            *("code", "version", "always_open", "weekly", "zone", "official_until"),
            *("days__date", "days__working", "days__hours", "days__name"),
        )
    )
    if not rows:
        raise WorkCalendar.DoesNotExist(pk)
    head = rows[0]
    weekly = ROUND_THE_CLOCK if head["always_open"] else tuple(read_shifts(shifts) for shifts in head["weekly"])
    workday = next((shifts for shifts in weekly if shifts), ())
    days: dict[date, Day] = {}
    for row in rows:
        if row["days__date"] is None:
            continue
        usual = weekly[row["days__date"].weekday()] or workday
        shifts = read_shifts(row["days__hours"]) if row["days__hours"] else usual
        days[row["days__date"]] = Day(shifts if row["days__working"] else (), row["days__name"])
    return Calendar(head["code"], head["version"], weekly, days, head["zone"], head["official_until"])


def calendar_for(code: str, *, org: Unit | UUID | None = None, version: int | None = None) -> Calendar:
    """The calendar `code` as a company sees it: its own before the shipped one; the newest, or the given version."""
    candidates = WorkCalendar.objects.open_to(org).filter(code=code)
    if version is not None:
        candidates = candidates.filter(version=version)
    return pure_calendar(candidates.newest_first().values_list("pk", flat=True)[0:1].get())
