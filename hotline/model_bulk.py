"""Many rows at once: files that were handed in with what became of each row, and files that were taken out."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from servicedesk.takings import TAKINGS

LEASE = timedelta(minutes=5)  # so long somebody who makes a file may be silent


class What(models.TextChoices):
    """What the rows of a file are."""

    TICKETS = "tickets", _("tickets")
    CUSTOMERS = "customers", _("customers")
    SUPPLY_POINTS = "supply_points", _("supply points")
    OUTAGES = "outages", _("outages")
    SURVEYS = "surveys", _("survey answers")


# What may be taken out besides: it is asked for where the figure stands.
FIGURE = "figure"
TAKEN = [*What.choices, (FIGURE, _("the list behind a figure"))]


class Mode(models.TextChoices):
    """Whether they are the past, which nobody is told of, or begin now under the full rules."""

    CLOSED = "closed", pgettext_lazy("rows of a file", "history")
    OPEN = "open", pgettext_lazy("rows of a file", "open, under the full rules")


class Format(models.TextChoices):
    NDJSON = "ndjson", "NDJSON"
    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"


def _org() -> models.ForeignKey:
    return models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)


def _person(*, may_be_empty: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", db_index=False, null=may_be_empty, blank=may_be_empty
    )


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    def visible_to(self, user: User) -> "ImportJobQuerySet":
        """My own; those of the whole company for whoever may bring anything in."""
        mine = Q(by=user)
        return self.filter(mine | Q(org__in=user.orgs()) if user.may("bring_in") else mine)


class ImportJob(models.Model):
    """One file that was handed in. `done` is the bookmark: so many rows of this stage are behind us, for good."""

    class Stage(models.TextChoices):
        LOOK = "look", pgettext_lazy("import", "being looked at")
        LOOKED = "looked", pgettext_lazy("import", "looked at")
        LOAD = "load", pgettext_lazy("import", "being imported")
        LOADED = "loaded", pgettext_lazy("import", "imported")
        STOPPED = "stopped", pgettext_lazy("import", "stopped")
        FAILED = "failed", pgettext_lazy("import", "could not be read")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    hall = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = _person()
    source = models.CharField(max_length=40, help_text="whose numbers the external numbers are")
    kind = models.CharField(max_length=16, choices=What)
    mode = models.CharField(max_length=6, choices=Mode)
    format = models.CharField(max_length=6, choices=Format)
    name = models.CharField(max_length=120)
    size = models.BigIntegerField()
    language = models.CharField(max_length=10)
    columns = models.JSONField(default=dict, help_text="which column of the file is which field")
    heads = models.JSONField(default=list, help_text="the columns of the file, as they are written there")
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.LOOK)
    rows = models.PositiveIntegerField(null=True, blank=True, help_text="of the whole file, once it was looked at")
    done = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    share = models.FloatField(default=0, help_text="how much of the file is behind us, 0 to 1")
    spent = models.FloatField(default=0, help_text="seconds of work on this stage")
    trouble = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    file_gone_at = models.DateTimeField(null=True, blank=True)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="import_counts_its_rows", condition=Q(done=F("made") + F("known") + F("refused"))
            ),
            models.CheckConstraint(
                name="import_ended_or_not",
                condition=Q(stage__in=["loaded", "failed"], ended_at__isnull=False)
                | (~Q(stage__in=["loaded", "failed"]) & Q(ended_at__isnull=True)),
            ),
        ]
        indexes = [
            # Read by the tick across companies, so `org` does not come first.
            models.Index(fields=["worked_at"], name="import_to_work", condition=Q(stage__in=["look", "load"])),
            models.Index(fields=["org", "-created_at"], name="import_by_time"),
            models.Index(fields=["by", "-created_at"], name="import_by_person"),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def is_working(self) -> bool:
        return self.stage in (self.Stage.LOOK, self.Stage.LOAD)

    @property
    def rate(self) -> int:
        """Rows a second, over all the work on this stage."""
        return round(self.done / self.spent) if self.spent else 0


class ImportPart(models.Model):
    """What became of the rows of one batch, in their order, sealed: a refused row is kept as it was written."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="parts", db_index=False)
    first = models.PositiveIntegerField(help_text="how many rows were behind us")
    refused = models.PositiveIntegerField(default=0)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "first"], name="import_part_once")]

    def __str__(self) -> str:
        return f"part {self.first} of {self.job_id}"


class ExportJobQuerySet(models.QuerySet["ExportJob"]):
    def visible_to(self, user: User) -> "ExportJobQuerySet":
        """My own, and those of my company that I may say yes to."""
        mine = Q(by=user)
        return self.filter(mine | Q(org__in=user.orgs()) if user.may("approve_export") else mine)

    def waiting(self) -> "ExportJobQuerySet":
        return self.filter(stage=ExportJob.Stage.WAITS)


class ExportJob(models.Model):
    """One file that somebody wants to take out, and why. More than 500 rows leave only if somebody else agrees."""

    class Stage(models.TextChoices):
        WAITS = "waits", pgettext_lazy("export", "waits for a yes")
        MAKING = "making", pgettext_lazy("export", "being made")
        READY = "ready", pgettext_lazy("export", "ready")
        REFUSED = "refused", pgettext_lazy("export", "refused")
        GONE = "gone", pgettext_lazy("export", "gone")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _org()
    by = _person()
    kind = models.CharField(max_length=16, choices=TAKEN)
    format = models.CharField(max_length=6, choices=Format)
    in_full = models.BooleanField(default=False)
    reason = models.CharField(max_length=500)
    wanted = models.JSONField(
        default=dict, help_text="which rows: hall, state, since, until; or the address of a figure"
    )
    stage = models.CharField(max_length=8, choices=Stage)
    rows = models.PositiveIntegerField(default=0, help_text="counted when it was asked for, then those in the file")
    size = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    taken = models.PositiveIntegerField(default=0, help_text="how often it was begun to be taken")
    created_at = models.DateTimeField()
    decided_by = _person(may_be_empty=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="export_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="export_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("by")),
            ),
            models.CheckConstraint(
                name="export_ready_is_there", condition=~Q(stage="ready") | Q(expires_at__isnull=False)
            ),
        ]
        indexes = [
            # Read by the ticks across companies, so `org` does not come first.
            models.Index(fields=["created_at"], name="export_to_make", condition=Q(stage="making")),
            models.Index(fields=["expires_at"], name="export_to_forget", condition=Q(stage="ready")),
            models.Index(fields=["org", "-created_at"], name="export_by_time"),
            models.Index(fields=["by", "-created_at"], name="export_by_person"),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def address(self) -> str:
        """The wish as an address."""
        return urlencode(self.wanted)

    @property
    def word(self) -> str:
        """What is in it, as people call it."""
        return str(TAKINGS[self.kind].word) if self.kind in TAKINGS else str(self.get_kind_display())

    def is_there(self, at: datetime) -> bool:
        return self.stage == self.Stage.READY and self.expires_at is not None and self.expires_at > at
