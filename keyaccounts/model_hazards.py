"""The hazard ledger (隐患台账): hazards and every paper about them."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from customers.models import Customer, SupplyPoint
from keyaccounts.hazard_lifecycle import REMEDY_DAYS, REPORT_DAYS, WARN_DAYS, Grade, State, Way
from servicedesk.lib.ids import uuid7
from servicedesk.lib.timeline import Event


class HazardTerms(models.Model):
    """A company's terms in days: to remedy, to report a major hazard, and how long before a date people are reminded."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    remedy_days = models.PositiveSmallIntegerField(default=REMEDY_DAYS)
    report_days = models.PositiveSmallIntegerField(default=REPORT_DAYS)
    warn_days = models.PositiveSmallIntegerField(default=WARN_DAYS)


class HazardQuerySet(models.QuerySet["Hazard"]):
    def visible_to(self, user: User) -> "HazardQuerySet":
        if not user.may("hazards"):
            return self.none()
        return self.filter(customer__in=Customer.objects.visible_to(user))

    def open(self) -> "HazardQuerySet":
        return self.exclude(state=State.REMOVED)

    def unreported(self) -> "HazardQuerySet":
        """Major ones of which the authority has not been told."""
        return self.open().filter(grade=Grade.MAJOR, reported_at__isnull=True)

    def for_list(self) -> "HazardQuerySet":
        return self.select_related("customer", "supply_point", "found_by", "org")


class Hazard(models.Model):
    """Something dangerous at a customer's. `photos`: where the pictures lie, by reference; `version` counts changes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=16)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="hazards")
    supply_point = models.ForeignKey(
        SupplyPoint, null=True, blank=True, on_delete=models.PROTECT, related_name="hazards"
    )
    found_at = models.DateTimeField()
    found_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=1000)
    grade = models.CharField(max_length=10, choices=Grade, default=Grade.ORDINARY)
    basis = models.CharField(max_length=300, blank=True)
    photos = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.FOUND)
    remedy_on = models.DateField(null=True, blank=True, help_text="the customer has until then, by the last notice")
    remedy_told_on = models.DateField(null=True, blank=True)
    notified_at = models.DateTimeField(null=True, blank=True, help_text="the first notice was served")
    report_due_at = models.DateTimeField(null=True, blank=True)
    report_alarmed_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = HazardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "number"], name="hazard_number_once"),
            models.CheckConstraint(
                name="hazard_major_has_a_clock", condition=~Q(grade="major") | Q(report_due_at__isnull=False)
            ),
            models.CheckConstraint(
                name="hazard_removed_has_a_moment",
                condition=Q(state="removed", removed_at__isnull=False)
                | (~Q(state="removed") & Q(removed_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["org", "-found_at"], name="hazard_by_time"),
            models.Index(
                fields=["report_due_at"],
                name="hazard_report_due",
                condition=Q(grade="major", reported_at__isnull=True, report_alarmed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def must_report(self) -> bool:
        return self.grade == Grade.MAJOR and self.reported_at is None and self.state != State.REMOVED

    def is_report_late(self, at: datetime) -> bool:
        return self.must_report() and self.report_due_at is not None and self.report_due_at <= at


class HazardEvent(Event):
    """One fact of one hazard. A database trigger refuses any change."""

    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="events")

    class Meta:
        indexes = [models.Index(fields=["hazard", "at"], name="hazard_event_by_hazard")]


class HazardNotice(models.Model):
    """A notice to the customer: what is wrong, what to do and until when; then where, how and by whom it was served."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="notices")
    turn = models.PositiveSmallIntegerField(default=1)
    demand = models.CharField(max_length=1000)
    until_on = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    served_at = models.DateTimeField(null=True, blank=True)
    served_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    served_how = models.CharField(max_length=10, choices=Way, blank=True)
    receiver = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hazard", "turn"], name="hazard_notice_once_a_turn"),
            models.CheckConstraint(
                name="hazard_notice_served_is_whole",
                condition=Q(served_at__isnull=True, served_by__isnull=True, served_how="")
                | (Q(served_at__isnull=False, served_by__isnull=False) & ~Q(served_how="")),
            ),
        ]

    @property
    def number(self) -> str:
        return f"{self.hazard.number}-{self.turn}"


class HazardFollowUp(models.Model):
    """Somebody looks again on a day: reminded once, then done with what was found."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="follow_ups")
    due_on = models.DateField()
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="who looks again"
    )
    what = models.CharField(max_length=300)
    told_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    result = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hazard_follow_up_done_has_a_result",
                condition=Q(done_at__isnull=True, result="") | (Q(done_at__isnull=False) & ~Q(result="")),
            )
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                name="hazard_follow_up_to_tell",
                condition=Q(done_at__isnull=True, told_at__isnull=True),
            )
        ]


class AuthorityReport(models.Model):
    """A report to the authority about a hazard: its number, when, to whom. A database trigger refuses any change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="reports")
    number = models.CharField(max_length=40)
    authority = models.CharField(max_length=80)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "number"], name="authority_report_number_once")]
