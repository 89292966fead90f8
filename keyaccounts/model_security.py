"""Supply security (保电): for an event, at named customers, from when until when; its plan, its people, its record, its report."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from customers.models import Customer, SupplyPoint
from keyaccounts.security_lifecycle import ENDED, Level, Remind, State
from servicedesk.lib.ids import uuid7


def _org() -> Any:
    return models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)


def _person(*, may_be_empty: bool = False) -> Any:
    more: dict[str, Any] = {"null": True, "blank": True} if may_be_empty else {}
    return models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False, **more)


class SecurityTaskQuerySet(models.QuerySet["SecurityTask"]):
    def visible_to(self, user: User) -> "SecurityTaskQuerySet":
        """Those of my companies: whoever works there may be needed. Customers that are secret are not named to all."""
        return self.filter(org__in=user.orgs()) if user.may("supply_security") else self.none()

    def open(self) -> "SecurityTaskQuerySet":
        return self.exclude(state__in=sorted(ENDED))

    def of(self, customer: Customer) -> "SecurityTaskQuerySet":
        return self.filter(points__customer=customer).distinct()

    def for_list(self) -> "SecurityTaskQuerySet":
        return self.select_related("org", "by", "approved_by")


class SecurityTask(models.Model):
    """One task. `measures` is the plan in words; `patrol_hours` how often somebody walks the rounds."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    number = models.CharField(max_length=20)
    event = models.CharField(max_length=120)
    level = models.CharField(max_length=8, choices=Level)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNING)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    measures = models.TextField(blank=True)
    patrol_hours = models.PositiveSmallIntegerField()
    by = _person()
    at = models.DateTimeField()
    submitted_by = _person(may_be_empty=True)
    approved_by = _person(may_be_empty=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    report = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SecurityTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "number"], name="security_number_once"),
            models.CheckConstraint(name="security_ends_after_it_begins", condition=Q(until_at__gt=F("from_at"))),
            models.CheckConstraint(
                name="security_approved_by_another",
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("submitted_by"))),
            ),
            models.CheckConstraint(
                name="security_runs_only_when_approved",
                condition=~Q(state__in=["approved", "running", "finished", "reported"]) | Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="security_reported_in_words",
                condition=~Q(state="reported") | (~Q(report="") & Q(reported_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["org", "-from_at"], name="security_by_time")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED


def _task(name: str) -> Any:
    return models.ForeignKey(SecurityTask, on_delete=models.CASCADE, related_name=name, db_index=False)


class SecurityPoint(models.Model):
    """A customer whose supply is secured, perhaps at one account only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    task = _task("points")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    supply_point = models.ForeignKey(
        SupplyPoint, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "customer", "supply_point"], name="security_point_once", nulls_distinct=False
            )
        ]


class SecurityDuty(models.Model):
    """Somebody, or a crew, on duty: where, from when until when. `words`: people of somebody else's house."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    task = _task("duties")
    person = _person(may_be_empty=True)
    crew = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    words = models.CharField(max_length=80, blank=True)
    part = models.CharField(max_length=60, help_text="what they are there for")
    place = models.CharField(max_length=120, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="security_duty_ends_after", condition=Q(until_at__gt=F("from_at"))),
            models.CheckConstraint(
                name="security_duty_of_somebody",
                condition=Q(person__isnull=False) | Q(crew__isnull=False) | ~Q(words=""),
            ),
        ]
        indexes = [models.Index(fields=["task", "from_at"], name="security_duty_of_task")]


class SecurityAsset(models.Model):
    """A vehicle, a generator or something else that stands ready."""

    class Kind(models.TextChoices):
        VEHICLE = "vehicle", pgettext_lazy("supply security", "vehicle")
        GENERATOR = "generator", pgettext_lazy("supply security", "generator")
        OTHER = "other", pgettext_lazy("supply security", "other equipment")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    task = _task("assets")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=80)
    count = models.PositiveSmallIntegerField(default=1)
    kilowatts = models.PositiveIntegerField(null=True, blank=True, help_text="of one")
    place = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="security_asset_counted", condition=Q(count__gte=1)),
        ]
        indexes = [models.Index(fields=["task"], name="security_asset_of_task")]


class SecurityCheck(models.Model):
    """A line of the checklist, ticked off once by whoever looked."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    task = _task("checks")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = _person(may_be_empty=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="security_check_done_by_somebody",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["task", "position"], name="security_check_of_task")]


class SecurityRecord(models.Model):
    """What was done and what was seen; a database trigger refuses any change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    task = models.ForeignKey(SecurityTask, on_delete=models.PROTECT, related_name="records", db_index=False)
    what = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = _person(may_be_empty=True)
    place = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=1000, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["task", "at"], name="security_record_of_task")]


class SecurityReminderQuerySet(models.QuerySet["SecurityReminder"]):
    def due(self, at: datetime) -> "SecurityReminderQuerySet":
        return self.filter(due_at__lte=at, said_at__isnull=True)


class SecurityReminder(models.Model):
    """What is said at a moment, once, if it still has to be done then; `turn` counts the patrols."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    task = _task("reminders")
    kind = models.CharField(max_length=6, choices=Remind)
    turn = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    said_at = models.DateTimeField(null=True, blank=True)

    objects = SecurityReminderQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "kind", "turn"], name="security_reminder_once")]
        # Read by the tick across companies.
        indexes = [models.Index(fields=["due_at"], name="security_reminder_due", condition=Q(said_at__isnull=True))]
