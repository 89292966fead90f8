"""What a company sets for its counters: by which ways requests come, how long things may take."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from servicedesk.lib.ids import uuid7

COUNTER = "counter"
HOTLINE = "hotline"
# The ways in that every company has; the first one is the window itself.
OWN_CHANNELS: dict[str, Promise] = {
    COUNTER: _("At the counter"),
    HOTLINE: _("Hotline"),
    "online": _("Online"),
    "visit": _("Outside visit"),
}


class Channel(models.Model):
    """A way in which requests come: one that the company adds, or its own word for one that every company has."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=20)
    name_en = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=50)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "code"]
        constraints = [models.UniqueConstraint(fields=["org", "code"], name="channel_code_once")]

    def __str__(self) -> str:
        return (get_language() == "en" and self.name_en) or self.name


@dataclass(frozen=True)
class WayIn:
    """A channel as it is shown. `row` is None where the company has nothing of its own to say about it."""

    code: str
    name: str
    is_active: bool
    row: Channel | None


def ways_in(org: UUID | None) -> list[WayIn]:
    """All channels of a company: those of every company, under its own words if it has any, then those it has added."""
    rows = {row.code: row for row in Channel.objects.filter(org=org)} if org else {}
    own = [_way(code, word, rows.pop(code, None)) for code, word in OWN_CHANNELS.items()]
    return [*own, *(WayIn(row.code, str(row), row.is_active, row) for row in rows.values())]


def _way(code: str, word: Promise, row: Channel | None) -> WayIn:
    return WayIn(code, str(row or word), code == COUNTER or row is None or row.is_active, row)


class CounterRule(models.Model):
    """A company's own figures; a company without a row goes by the defaults of these columns."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    undo_seconds = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(5), MaxValueValidator(30)]
    )
    grace_seconds = models.PositiveSmallIntegerField(default=2, validators=[MaxValueValidator(5)])
    draft_days = models.PositiveSmallIntegerField(default=3, validators=[MinValueValidator(1), MaxValueValidator(30)])
    wait_minutes = models.PositiveSmallIntegerField(
        default=15, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    idle_minutes = models.PositiveSmallIntegerField(
        default=20, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="counter_rule_in_bounds",
                condition=Q(undo_seconds__range=(5, 30), grace_seconds__lte=5, draft_days__range=(1, 30))
                & Q(wait_minutes__range=(1, 240), idle_minutes__range=(1, 240)),
            ),
        ]

    @classmethod
    def of(cls, org: UUID) -> "CounterRule":
        """The company's figures, or the defaults."""
        return cls.objects.filter(org=org).first() or cls(org_id=org)

    @property
    def undo_within(self) -> timedelta:
        """How long a registration can be taken back; until then nothing of it leaves the building."""
        return timedelta(seconds=self.undo_seconds + self.grace_seconds)

    @property
    def wait_most(self) -> timedelta:
        return timedelta(minutes=self.wait_minutes)
