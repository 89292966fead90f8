"""What they have and what we have, compared once a day: a run, and a row for each difference until it is mended."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from hotline.model_upstream import Upstream, UpstreamOrder, person
from servicedesk.lib.ids import uuid7


class ReconciliationQuerySet(models.QuerySet["Reconciliation"]):
    def visible_to(self, user: User) -> "ReconciliationQuerySet":
        return self.filter(org__in=user.orgs()) if user.may("reconcile") else self.none()

    def to_go_on(self, at: datetime) -> "ReconciliationQuerySet":
        return self.filter(state=Reconciliation.State.RUNNING, due_at__lte=at)


class Reconciliation(models.Model):
    """One day of one hotline compared. `page` is where it goes on: a worker that dies in the middle is followed there."""

    class State(models.TextChoices):
        RUNNING = "running", _("is being compared")
        DONE = "done", _("compared")
        FAILED = "failed", _("not compared: the other side cannot be read")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    upstream = models.ForeignKey(Upstream, on_delete=models.PROTECT, related_name="runs", db_index=False)
    day = models.DateField()
    round = models.PositiveSmallIntegerField(default=1, help_text="1 is the tick's; the next ones somebody asked for")
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    page = models.PositiveIntegerField(default=1)
    tries = models.PositiveSmallIntegerField(default=0, help_text="in a row, of this page")
    due_at = models.DateTimeField()
    trouble = models.CharField(max_length=12, blank=True, default="", help_text="why the last try failed")
    began_at = models.DateTimeField()
    began_by = person()
    ended_at = models.DateTimeField(null=True, blank=True)
    theirs = models.PositiveIntegerField(default=0)
    ours = models.PositiveIntegerField(default=0)
    agreed = models.PositiveIntegerField(default=0)

    objects = ReconciliationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["upstream", "day", "round"], name="reconciliation_once"),
            models.UniqueConstraint(
                fields=["upstream", "day"], name="reconciliation_one_at_a_time", condition=Q(state="running")
            ),
            models.CheckConstraint(
                condition=Q(state="running", ended_at__isnull=True) | (~Q(state="running") & Q(ended_at__isnull=False)),
                name="reconciliation_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="reconciliation_due", condition=Q(state="running")),
            models.Index(fields=["org", "-began_at", "-id"], name="reconciliation_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.upstream_id} {self.day}"


class ReconciledQuerySet(models.QuerySet["Reconciled"]):
    def open(self) -> "ReconciledQuerySet":
        return self.filter(mended_at__isnull=True).exclude(kind=Reconciled.Kind.AGREED)

    def differing(self) -> "ReconciledQuerySet":
        return self.exclude(kind=Reconciled.Kind.AGREED)


class Reconciled(models.Model):
    """One order of a run: what stands there and what stands here, by codes; what was done about a difference, and why."""

    class Kind(models.TextChoices):
        AGREED = "agreed", _("the same")
        NOT_HERE = "not_here", _("they have it, we do not")
        NOT_THERE = "not_there", _("we have it, they do not")
        STATUS = "status", _("another status")
        LIMIT = "limit", _("another limit")

    class Mend(models.TextChoices):
        FETCHED = "fetched", _("fetched and registered")
        SENT = "sent", _("ours sent again")
        TAKEN = "taken", _("theirs taken over")
        EXPLAINED = "explained", _("explained")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    run = models.ForeignKey(Reconciliation, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.CharField(max_length=60)
    order = models.ForeignKey(
        UpstreamOrder, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind)
    theirs = models.JSONField(default=dict)
    ours = models.JSONField(default=dict)
    mend = models.CharField(max_length=10, choices=Mend, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")
    mended_at = models.DateTimeField(null=True, blank=True)
    mended_by = person()

    objects = ReconciledQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="reconciled_once"),
            models.CheckConstraint(
                condition=Q(mended_at__isnull=True, mend="") | (Q(mended_at__isnull=False) & ~Q(mend="")),
                name="reconciled_mended",
            ),
            models.CheckConstraint(condition=~Q(mend="explained") | ~Q(reason=""), name="reconciled_explained"),
        ]
        indexes = [models.Index(fields=["run", "kind", "number"], name="reconciled_by_kind")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
