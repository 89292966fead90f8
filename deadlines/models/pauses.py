"""Whether, why and for how long a promise may stand still: data, chosen like the promise itself."""

from uuid import UUID

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from deadlines.limits import Limit, parse_limit
from deadlines.models.policies import Binding
from servicedesk.lib.ids import uuid7

# The customer waits at the door or for a first word: these clocks stand still for nobody, whatever the data say.
NEVER_PAUSED = frozenset({"contact", "dispatch", "accept", "arrive", "callback", "order"})
KINDS_NEVER_PAUSED = frozenset({"complaint", "report", "appeal"})


class PauseReason(models.TextChoices):
    """Why a clock may stand still: something that only others can do."""

    CUSTOMER_PAPERS = "customer_papers", _("The customer still has to bring documents")
    CUSTOMER_WORKS = "customer_works", _("The customer's own design or works")
    CUSTOMER_ABSENT = "customer_absent", _("The customer is not there")
    CUSTOMER_WISH = "customer_wish", _("The customer asked for a later time")
    WEATHER = "weather", _("Weather or traffic makes the work impossible")
    THIRD_PARTY = "third_party", _("A third party has to act first")


class PromisePauseQuerySet(models.QuerySet["PromisePause"]):
    def for_clock(self, *, org: UUID, kind: str, milestone: str, code: str) -> "PromisePauseQuerySet":
        """What speaks of this clock: a company's own line first, then the one that names the promise."""
        named = Case(When(code=code, then=Value(0)), default=Value(1), output_field=models.IntegerField())
        return self.filter(
            Q(org=org) | Q(org__isnull=True), Q(kind="") | Q(kind=kind), Q(code="") | Q(code=code), milestone=milestone
        ).order_by(F("org").asc(nulls_last=True), named, "-kind")


class PromisePause(models.Model):
    """One line: the clocks of a kind and milestone (or of one promise) may pause for these reasons, so long in all.

    `ceiling` is a limit; `roles` are those who may suspend (empty: whoever may do the verb). A line without reasons
    forbids. A legal limit, an arrival and a complaint never pause, whatever stands here.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, blank=True)
    milestone = models.CharField(max_length=30)
    code = models.CharField(max_length=80, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    ceiling = models.CharField(max_length=60)
    roles = models.JSONField(default=list, blank=True)

    objects = PromisePauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "kind", "milestone", "code"], name="pause_line_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind or '*'}/{self.milestone} {self.code}"

    @property
    def most(self) -> Limit:
        """The ceiling as a value."""
        return parse_limit(self.ceiling)


def may_ever_pause(*, kind: str, milestone: str, binding: str) -> bool:
    """Whether a clock of this sort may stand still at all."""
    return binding != Binding.FLOOR and milestone not in NEVER_PAUSED and kind not in KINDS_NEVER_PAUSED
