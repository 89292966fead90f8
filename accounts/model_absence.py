"""Who is away, and who stands in for them."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.model_people import Unit, User
from servicedesk.lib.ids import uuid7


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def visible_to(self, user: User) -> "AbsenceQuerySet":
        return self.filter(org__in=user.orgs())

    def standing(self) -> "AbsenceQuerySet":
        return self.filter(cancelled_at__isnull=True)

    def now(self) -> "AbsenceQuerySet":
        """Those that hold now, by the database's clock."""
        return self.standing().filter(from_at__lte=Now(), until_at__gt=Now())

    def to_announce(self) -> "AbsenceQuerySet":
        """Those that have begun, and whose deputy has not been told so."""
        return self.now().filter(deputy__isnull=False, told_at__isnull=True)

    def to_settle(self) -> "AbsenceQuerySet":
        """Those that are over, and after which nobody has looked at what the deputy took over."""
        over = Q(until_at__lte=Now()) | Q(cancelled_at__isnull=False)
        return self.filter(over, deputy__isnull=False, settled_at__isnull=True)


class Absence(models.Model):
    """A person is away from one moment until another. `deputy` sees their work meanwhile and may go on with it."""

    class Why(models.TextChoices):
        LEAVE = "leave", _("on leave")
        SICK = "sick", _("ill")
        TRAINING = "training", _("in training")
        OTHER = "other", _("away")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    deputy = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="stands_in")
    why = models.CharField(max_length=10, choices=Why, default=Why.LEAVE)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    cancelled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="when the deputy heard that it had begun")
    settled_at = models.DateTimeField(
        null=True, blank=True, help_text="when it was over and what was taken over went back"
    )

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="absence_ends_after_it_begins", condition=Q(until_at__gt=F("from_at"))),
            models.CheckConstraint(
                name="absence_deputy_is_another", condition=Q(deputy__isnull=True) | ~Q(deputy=F("person"))
            ),
        ]
        indexes = [
            models.Index(fields=["org", "until_at"], name="absence_by_time"),
            # Read by a tick across companies, so `org` does not come first.
            models.Index(
                fields=["until_at"],
                name="absence_to_settle",
                condition=Q(settled_at__isnull=True, deputy__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"absence {self.pk}"
