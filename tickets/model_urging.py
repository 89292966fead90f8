"""How often somebody may urge, and when urging reaches one rung higher: one row of data per company."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from servicedesk.lib.ids import uuid7

RUNGS = 3  # above the handler and the first contact: shift leader, director, executive in charge


class Via(models.TextChoices):
    """Who urged, and so by which channel: a fact of the event."""

    CUSTOMER = "customer", _("on the progress page")
    HOTLINE = "hotline", _("over the hotline")
    FIRST_CONTACT = "first_contact", _("as first contact")
    SUPERVISOR = "supervisor", _("as supervisor")
    STAFF = "staff", _("as colleague")


@dataclass(frozen=True)
class Bound:
    """How long after an urging the next one may come, and how many there may be in a day (0: as many as you like)."""

    apart: timedelta
    daily: int = 0


class UrgeRule(models.Model):
    """A company's own rule; a company without a row goes by the defaults of these columns."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    customer_minutes = models.PositiveSmallIntegerField(default=30, validators=[MaxValueValidator(1440)])
    customer_daily = models.PositiveSmallIntegerField(default=3, validators=[MaxValueValidator(100)])
    staff_minutes = models.PositiveSmallIntegerField(default=10, validators=[MaxValueValidator(1440)])
    raise_every = models.PositiveSmallIntegerField(default=2, validators=[MaxValueValidator(100)])
    raise_most = models.PositiveSmallIntegerField(default=RUNGS, validators=[MaxValueValidator(RUNGS)])

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="urge_rule_in_bounds",
                condition=Q(
                    customer_minutes__lte=1440,
                    staff_minutes__lte=1440,
                    customer_daily__lte=100,
                    raise_every__lte=100,
                    raise_most__lte=RUNGS,
                ),
            ),
        ]

    @classmethod
    def of(cls, org: UUID) -> "UrgeRule":
        """The company's rule, or the defaults."""
        return cls.objects.filter(org=org).first() or cls(org_id=org)

    def bound(self, via: str) -> Bound:
        """What binds those who urge by this channel."""
        if via == Via.CUSTOMER:
            return Bound(timedelta(minutes=self.customer_minutes), self.customer_daily)
        return Bound(timedelta(minutes=self.staff_minutes))

    def raises(self, urged: int) -> bool:
        """Whether the n-th urging of a round reaches one rung higher."""
        return self.raise_every > 0 and urged % self.raise_every == 0
