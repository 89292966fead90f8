"""Calendars as rows. A version never changes once it is there: new hours or days are a new version."""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db import models

from accounts.models import Unit
from deadlines.hours import HALL_ZONE, ROUND_THE_CLOCK, Calendar, Day, read_seasons, read_shifts, read_week
from servicedesk.lib.ids import uuid7


class WorkCalendarQuerySet(models.QuerySet["WorkCalendar"]):
    def open_to(self, org: Unit | UUID | None) -> "WorkCalendarQuerySet":
        """Those shipped for everybody, and the company's own."""
        return self.filter(models.Q(org__isnull=True) | models.Q(org=org))

    def at_hall(self, hall: Unit | UUID | None) -> "WorkCalendarQuerySet":
        """Those of the whole company, and the hall's own."""
        return self.filter(models.Q(hall__isnull=True) | models.Q(hall=hall))

    def newest_first(self) -> "WorkCalendarQuerySet":
        """A hall's own before its company's, that before the shipped ones, a later version before an earlier one."""
        last = {"nulls_last": True}
        return self.order_by(models.F("hall").asc(**last), models.F("org").asc(**last), "-version")


class WorkCalendar(models.Model):
    """Opening hours of one hall, of one company (`hall` empty) or of all (`org` empty), in one version.

    `weekly` has seven lists of shifts; each of `seasons` has `name`, `from` and `to` (month-day) and its own `weekly`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    hall = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=60)
    always_open = models.BooleanField(default=False)
    weekly = models.JSONField(default=list, blank=True)
    seasons = models.JSONField(default=list, blank=True)
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
            *("code", "version", "always_open", "weekly", "seasons", "zone", "official_until"),
            *("days__date", "days__working", "days__hours", "days__name"),
        )
    )
    if not rows:
        raise WorkCalendar.DoesNotExist(pk)
    head = rows[0]
    weekly = ROUND_THE_CLOCK if head["always_open"] else read_week(head["weekly"])
    seasons = read_seasons(head["seasons"])
    plain = Calendar(head["code"], head["version"], weekly, seasons=seasons)
    days: dict[date, Day] = {}
    for row in rows:
        if row["days__date"] is None:
            continue
        # A worked day of rest has the hours of an ordinary working day of its season.
        usual = plain.shifts_on(row["days__date"]) or plain.workday(row["days__date"])
        shifts = read_shifts(row["days__hours"]) if row["days__hours"] else usual
        days[row["days__date"]] = Day(shifts if row["days__working"] else (), row["days__name"])
    return replace(plain, days=days, zone=head["zone"], official_until=head["official_until"])


def calendar_for(
    code: str, *, org: Unit | UUID | None = None, hall: Unit | UUID | None = None, version: int | None = None
) -> Calendar:
    """The calendar `code` as a hall or a company sees it: its own first, the shipped one last; the newest, or that version."""
    candidates = WorkCalendar.objects.open_to(org).at_hall(hall).filter(code=code)
    if version is not None:
        candidates = candidates.filter(version=version)
    return pure_calendar(candidates.newest_first().values_list("pk", flat=True)[0:1].get())
