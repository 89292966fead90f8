"""Service standards: promises with a limit, and the measures that are none. Published means frozen."""

from datetime import datetime
from typing import Any, Self, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from deadlines.hours import Calendar
from deadlines.limits import Limit, parse_limit
from deadlines.models.calendars import WorkCalendar, calendar_for, pure_calendar
from deadlines.stages import Stage, read_stages
from deadlines.turns import TURNS, words_of
from servicedesk.lib.ids import uuid7


class Statistic(models.TextChoices):
    """Whom a figure binds: each case, the average of many, or the single longest."""

    EACH = "each", _("each")
    AVERAGE = "average", _("average")
    MAX = "max", _("maximum")


class ClockKind(models.TextChoices):
    """Which clock runs: the one on the wall, or the calendar's opening hours."""

    ELAPSED = "elapsed", _("elapsed time")
    WORKING = "working", _("working time")


AnyStandard = TypeVar("AnyStandard", bound="Standard")


class StandardQuerySet(models.QuerySet[AnyStandard]):
    def open_to(self, org: Unit | UUID | None) -> Self:
        """Those shipped for everybody, and the company's own."""
        return self.filter(Q(org__isnull=True) | Q(org=org))

    def in_force(self, at: datetime) -> Self:
        """Those whose dates allow `at`."""
        begun = Q(effective_from__isnull=True) | Q(effective_from__lte=at)
        return self.filter(begun, Q(effective_until__isnull=True) | Q(effective_until__gt=at))

    def newest_first(self) -> Self:
        """By code; a company's own before the shipped ones, a later version before an earlier one."""
        return self.order_by("code", models.F("org").asc(nulls_last=True), "-version")


class Standard(models.Model):
    """What promises and measures have in common: where the figure comes from and for whom it holds."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=80)
    domain = models.CharField(max_length=16)
    profile = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, blank=True)
    milestone = models.CharField(max_length=30)
    area = models.CharField(max_length=12, blank=True)
    level = models.CharField(max_length=40, blank=True)
    statistic = models.CharField(max_length=8, choices=Statistic, default=Statistic.EACH)
    start = models.CharField(max_length=160, blank=True)
    stop = models.CharField(max_length=160, blank=True)
    source = models.CharField(max_length=200)
    evidence = models.CharField(max_length=20)
    verified = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    effective_from = models.DateTimeField(null=True, blank=True)
    effective_until = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["org", "code", "version"], name="%(class)s_version_once"),
            models.UniqueConstraint(
                fields=["code", "version"], condition=Q(org__isnull=True), name="%(class)s_shipped_once"
            ),
            models.CheckConstraint(condition=Q(statistic__in=Statistic.values), name="%(class)s_statistic_known"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class PromiseQuerySet(StandardQuerySet["Promise"]):
    def counted_by(self, org: Unit | UUID, hall: Unit | UUID | None = None) -> Self:
        """Each with the key of the calendar version by which the company, or the hall, counts it now."""
        calendars = WorkCalendar.objects.open_to(org).at_hall(hall).filter(code=OuterRef("calendar")).newest_first()
        return self.annotate(pinned_calendar=Subquery(calendars.values("pk")[:1]))


class Promise(Standard):
    """A limit that a ticket's clock runs against. `starts_on` is the verb that starts the clock, `calendar` a code.

    `turns` names the verbs that stop it, begin it anew or cancel it (deadlines.turns) instead of the step's usual ones.
    An average binds nobody alone: it arms a target that warns, and is reported as an average.
    """

    limit = models.CharField(max_length=60)
    clock = models.CharField(max_length=8, choices=ClockKind)
    calendar = models.CharField(max_length=40)
    starts_on = models.CharField(max_length=12, blank=True)
    turns = models.JSONField(default=dict, blank=True)
    stages = models.JSONField(default=list, blank=True)
    any_hour = models.BooleanField(default=False, help_text="told at night too, not only in the recipient's hours")

    # The key of the calendar version, where the promise was read with it (`counted_by`, `promises_for`).
    pinned_calendar: UUID | None = None
    # Where it was chosen for a case: by which line, and what else binds the same step, less tightly.
    chosen_by: Any = None
    also: "Promise | None" = None

    objects = PromiseQuerySet.as_manager()

    class Meta(Standard.Meta):
        constraints = [
            *Standard.Meta.constraints,
            models.CheckConstraint(condition=Q(clock__in=ClockKind.values), name="promise_clock_known"),
        ]

    @property
    def parsed_limit(self) -> Limit:
        """The limit as a value."""
        return parse_limit(self.limit)

    @property
    def binds_each(self) -> bool:
        """Whether passing the limit is a breach (an average is a target)."""
        return self.statistic != Statistic.AVERAGE

    @property
    def ladder(self) -> tuple[Stage, ...]:
        """Its stages in order, each with the rungs that are told."""
        return read_stages(self.stages)

    @property
    def turn_words(self) -> list[tuple[object, str]]:
        """Where it names its own verbs: what they do to the clock, and the verbs in words."""
        told = {"starts": [self.starts_on] if self.starts_on else [], **self.turns}
        return [(word, words_of(told[turn])) for turn, word in TURNS.items() if told.get(turn)]

    def work_calendar(self) -> Calendar:
        """The calendar to count by; no query where the promise was read with its key and the process knows it."""
        if self.pinned_calendar is not None:
            return pure_calendar(self.pinned_calendar)
        return calendar_for(self.calendar, org=self.org_id)


class Measure(Standard):
    """A standard that is no limit of a case: a target to report, a rule of notice, or how long to keep things."""

    class Sort(models.TextChoices):
        TARGET = "target", _("target")
        NOTICE = "notice", _("notice ahead")
        RETENTION = "retention", _("retention")

    sort = models.CharField(max_length=10, choices=Sort)
    operator = models.CharField(max_length=3)
    value = models.DecimalField(max_digits=12, decimal_places=4)
    unit = models.CharField(max_length=12)

    objects = StandardQuerySet["Measure"].as_manager()

    class Meta(Standard.Meta):
        constraints = [
            *Standard.Meta.constraints,
            models.CheckConstraint(condition=Q(operator__in=["max", "min"]), name="measure_operator_known"),
        ]
