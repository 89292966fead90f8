"""Sheets of work (维修服务单, 安装任务派工单 …): kinds as data with versions, and the sheets of a ticket."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from tickets.models import Ticket


class SheetKind(models.Model):
    """A kind of work sheet of a company. What it asks for stands in its versions; `latest` is the one in use."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.SlugField(max_length=20)
    series = models.CharField(max_length=6, help_text="how its numbers begin")
    latest = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="sheet_kind_code_once"),
            models.UniqueConstraint(fields=["org", "series"], name="sheet_kind_series_once"),
        ]


class SheetVersion(models.Model):
    """What a kind of sheet asked for from a moment on; a trigger refuses any change. `sections`: worksheets.paper reads it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.ForeignKey(SheetKind, on_delete=models.PROTECT, related_name="versions", db_index=False)
    n = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    sections = models.JSONField(default=list)
    is_approved = models.BooleanField(default=True, help_text="a manager approves what was done")
    asks_fee = models.BooleanField(default=False)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "n"], name="sheet_version_once")]

    def __str__(self) -> str:
        return self.name


class SheetSeries(models.Model):
    """The last number of a kind in a year."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.ForeignKey(SheetKind, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="sheet_series_once")]


class WorkSheetQuerySet(models.QuerySet["WorkSheet"]):
    def visible_to(self, user: User) -> "WorkSheetQuerySet":
        return self.filter(ticket__in=Ticket.objects.visible_to(user))


class WorkSheet(models.Model):
    """A sheet of a ticket with a state and an owner of its own. It keeps the version of its kind by which it was begun."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("work sheet", "draft")
        ISSUED = "issued", pgettext_lazy("work sheet", "issued")
        DONE = "done", pgettext_lazy("work sheet", "done")
        APPROVED = "approved", pgettext_lazy("work sheet", "approved")
        VOID = "void", pgettext_lazy("work sheet", "void")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="work_sheets")
    version = models.ForeignKey(SheetVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=24)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    crew = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    said = models.JSONField(default=dict, blank=True)
    fee = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    receipt = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    issued_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    issued_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    done_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True, help_text="approved, or made void")
    reason = models.CharField(max_length=300, blank=True)
    seen = models.PositiveIntegerField(default=1, help_text="counts its changes; a stale one is refused")

    objects = WorkSheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "number"], name="work_sheet_number_once"),
            models.CheckConstraint(name="work_sheet_fee", condition=Q(fee__isnull=True) | Q(fee__gte=0)),
            models.CheckConstraint(
                name="work_sheet_issued_is_whole",
                condition=Q(state__in=["draft", "void"]) | Q(issued_at__isnull=False, issued_by__isnull=False),
            ),
            models.CheckConstraint(
                name="work_sheet_done_is_whole",
                condition=~Q(state__in=["done", "approved"]) | Q(done_at__isnull=False, done_by__isnull=False),
            ),
            models.CheckConstraint(
                name="work_sheet_ended_is_whole",
                condition=~Q(state__in=["approved", "void"]) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(name="work_sheet_void_says_why", condition=~Q(state="void") | ~Q(reason="")),
        ]
        indexes = [
            models.Index(
                fields=["org", "-at"], name="work_sheet_open", condition=Q(state__in=["draft", "issued", "done"])
            ),
        ]

    @property
    def is_awaited(self) -> bool:
        """Whether somebody has still to approve it."""
        return self.state == self.State.DONE and self.version.is_approved
