"""Who sends whom: the rule by which jobs find a crew by themselves, storm mode, and every assignment."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from tickets.models import Ticket

UNDO = timedelta(seconds=10)
GRACE = timedelta(seconds=2)  # for the way there


class AutoRuleQuerySet(models.QuerySet["AutoRule"]):
    def visible_to(self, user: User) -> "AutoRuleQuerySet":
        return self.filter(org__in=user.orgs())


class AutoRule(models.Model):
    """Jobs of a hall (of the company where no hall is named) go to a crew by themselves, `wait_minutes` after they came.

    What fits nobody stays in the dispatcher's queue; after `alert_minutes` there, who leads the dispatchers is told.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    hall = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    is_on = models.BooleanField(default=False)
    wait_minutes = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(240)])
    alert_minutes = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    own_ground = models.BooleanField(default=True, help_text="only crews that answer for the ground")
    needs_skill = models.BooleanField(default=True, help_text="only crews with the skill that the category asks for")
    version = models.PositiveIntegerField(default=0)

    objects = AutoRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "hall"], name="auto_rule_once", nulls_distinct=False),
            models.CheckConstraint(
                name="auto_rule_in_bounds", condition=Q(wait_minutes__lte=240, alert_minutes__range=(1, 1440))
            ),
        ]

    def __str__(self) -> str:
        return f"rule {self.pk}"


class DispatchDesk(models.Model):
    """How a company sends at the moment. In a storm the queue is read by transformer, and no rule sends anybody."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    storm_at = models.DateTimeField(null=True, blank=True)
    storm_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="storm_says_who",
                condition=Q(storm_at__isnull=True, storm_by__isnull=True)
                | Q(storm_at__isnull=False, storm_by__isnull=False),
            )
        ]


class How(models.TextChoices):
    """In which way a job came to a crew."""

    SUGGESTED = "suggested", _("one of the three suggested")
    PICKED = "picked", _("picked by hand")
    DRAGGED = "dragged", _("dragged")
    BATCH = "batch", _("with others of the same transformer")
    RULE = "rule", _("by rule")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: User) -> "AssignmentQuerySet":
        return self.filter(ticket__in=Ticket.objects.visible_to(user))

    def untold(self) -> "AssignmentQuerySet":
        """Nobody has been told of them yet."""
        return self.filter(told_at__isnull=True, undone_at__isnull=True)

    def undoable(self, at: datetime) -> "AssignmentQuerySet":
        return self.untold().filter(held_until__gt=at)


class Assignment(models.Model):
    """A crew was given a job. Until `held_until` it can be taken back, and till then nobody is told.

    `before` is how the case stood, so that taking it back brings it there again; `why` is the reason in codes.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="assignments")
    crew = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    how = models.CharField(max_length=10, choices=How)
    why = models.JSONField(default=dict, blank=True)
    seq = models.PositiveIntegerField(help_text="the number of the case's event")
    before = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    held_until = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "seq"], name="assignment_once"),
            models.CheckConstraint(
                name="assignment_told_or_undone", condition=Q(told_at__isnull=True) | Q(undone_at__isnull=True)
            ),
            models.CheckConstraint(name="assignment_held_ahead", condition=Q(held_until__gte=F("at"))),
        ]
        indexes = [
            models.Index(fields=["org", "crew", "-at"], name="assignment_by_crew"),
            # Read by the tick across companies, so `org` does not come first.
            models.Index(
                fields=["held_until"],
                name="assignment_to_tell",
                condition=Q(told_at__isnull=True, undone_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"assignment {self.pk}"


def storm_of(org: UUID) -> DispatchDesk | None:
    """Since when and by whose word this company sends as in a storm; None if it does not."""
    return DispatchDesk.objects.filter(org=org, storm_at__isnull=False).select_related("storm_by").first()
