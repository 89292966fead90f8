"""The work on a complaint: who is asked to help, what is answered and who reviewed it, what is changed, what is made less."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from complaints.lifecycle import HandledAs, Level
from servicedesk.lib.ids import uuid7
from tickets.models import Ticket


class WorkQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> "WorkQuerySet":
        return self.filter(ticket__in=Ticket.objects.visible_to(user))


class Work(models.Model):
    """One piece of work on a complaint in one of its rounds."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="%(class)ss")
    round = models.PositiveSmallIntegerField(default=1)

    objects = WorkQuerySet.as_manager()

    class Meta:
        abstract = True


def somebody(**more: Any) -> Any:
    """Somebody who did a part of it."""
    return models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", **more)


class Coordination(Work):
    """协办: a unit is asked to find out or to do something, and signs with its answer."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = somebody()
    question = models.TextField()
    asked_by = somebody()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = somebody(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="coordination_is_signed",
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
        ]


class ReplyDraft(Work):
    """An answer before it leaves: somebody else reviews it, or sends it back with a reason; then it is sent as approved."""

    n = models.PositiveSmallIntegerField()
    text = models.TextField()
    attitude = models.CharField(max_length=200, blank=True, help_text="how the complainant took it, as far as known")
    drafted_by = somebody()
    drafted_at = models.DateTimeField()
    approved = models.BooleanField(null=True, blank=True)
    reviewed_by = somebody(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "round", "n"], name="reply_draft_numbered"),
            models.UniqueConstraint(
                fields=["ticket", "round"],
                name="reply_draft_one_at_a_time",
                condition=Q(approved__isnull=True) | Q(approved=True),
            ),
            models.CheckConstraint(
                name="reply_draft_is_reviewed_by_another",
                condition=Q(approved__isnull=True, reviewed_by__isnull=True, reviewed_at__isnull=True)
                | (
                    Q(approved__isnull=False, reviewed_by__isnull=False, reviewed_at__isnull=False)
                    & ~Q(reviewed_by=F("drafted_by"))
                ),
            ),
            models.CheckConstraint(name="reply_draft_sent_back_says_why", condition=~Q(approved=False) | ~Q(reason="")),
            models.CheckConstraint(
                name="reply_draft_sent_as_approved", condition=Q(sent_at__isnull=True) | Q(approved=True)
            ),
        ]


class Corrective(Work):
    """整改: what is changed so that it does not happen again, by whom, until when; shown by proof, checked by another."""

    class Effect(models.TextChoices):
        WORKS = "works", _("Works")
        FAILS = "fails", _("Does not work")

    measure = models.TextField()
    owner = somebody()
    due_at = models.DateTimeField()
    made_by = somebody()
    made_at = models.DateTimeField()
    proof = models.TextField(blank=True)
    done_by = somebody(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    effect = models.CharField(max_length=8, choices=Effect, blank=True)
    note = models.TextField(blank=True)
    checked_by = somebody(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="again")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="corrective_done_has_proof",
                condition=Q(proof="", done_by__isnull=True, done_at__isnull=True)
                | (~Q(proof="") & Q(done_by__isnull=False, done_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="corrective_effect_seen_by_another",
                condition=Q(effect="", checked_by__isnull=True, checked_at__isnull=True)
                | (
                    ~Q(effect="")
                    & Q(done_at__isnull=False, checked_by__isnull=False, checked_at__isnull=False)
                    & ~Q(checked_by=F("owner"))
                    & ~Q(checked_by=F("done_by"))
                ),
            ),
        ]
        indexes = [models.Index(fields=["org", "owner"], name="corrective_open", condition=Q(effect=""))]


class Downgrade(Work):
    """降级: that a complaint is less grave, or really an opinion or an enquiry; somebody else decides."""

    from_level = models.CharField(max_length=12, blank=True)
    to_level = models.CharField(max_length=12, choices=Level, blank=True)
    to_kind = models.CharField(max_length=12, choices=HandledAs, blank=True)
    reason = models.TextField()
    asked_by = somebody()
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True, blank=True)
    decided_by = somebody(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="downgrade_is_one_thing",
                condition=Q(to_level="") & ~Q(to_kind="") | ~Q(to_level="") & Q(to_kind=""),
            ),
            models.CheckConstraint(
                name="downgrade_decided_by_another",
                condition=Q(granted__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | (
                    Q(granted__isnull=False, decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("asked_by"))
                ),
            ),
            models.UniqueConstraint(fields=["ticket"], name="downgrade_one_waits", condition=Q(granted__isnull=True)),
        ]
