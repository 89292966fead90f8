"""The figures of a day's calls. Each is the number of rows of the list that it opens."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Avg, Count, Max, Q
from django.utils import timezone

from calls.lifecycle import LIVE, State
from calls.model_calls import CallQuerySet
from calls.models import Call, CallRule

# The outcomes by which the list of all calls is narrowed down.
OUTCOMES = ("answered", "in_time", "missed", "live", "out")


def outcome(name: str, within: int) -> Q:
    """Which calls a figure counts. `within`: seconds in which one is to be answered."""
    came = Q(direction=Call.Direction.IN)
    return {
        "answered": came & Q(answered_at__isnull=False),
        "in_time": came & Q(answered_at__isnull=False, waited__lte=within),
        "missed": came & Q(state=State.MISSED),
        "live": Q(state__in=LIVE),
        "out": Q(direction=Call.Direction.OUT),
    }.get(name, Q())


@dataclass(frozen=True)
class Figures:
    """Of the calls that came: answered + missed + those that still ring = came."""

    came: int
    answered: int
    in_time: int
    missed: int
    out: int
    live: int
    average: float | None
    longest: int | None
    within: int

    @property
    def decided(self) -> int:
        """Calls of which it is known whether somebody answered: what shares are taken of."""
        return self.answered + self.missed

    @property
    def share_in_time(self) -> float | None:
        return 100 * self.in_time / self.decided if self.decided else None

    @property
    def share_missed(self) -> float | None:
        return 100 * self.missed / self.decided if self.decided else None


def span_of(day: date) -> tuple[datetime, datetime]:
    """The day of the hall, from midnight to midnight."""
    begins = timezone.make_aware(datetime.combine(day, time()))
    return begins, begins + timedelta(days=1)


def calls_on(day: date, rows: CallQuerySet) -> CallQuerySet:
    begins, ends = span_of(day)
    return rows.filter(began_at__gte=begins, began_at__lt=ends)


def figures_of(rows: CallQuerySet, rule: CallRule) -> Figures:
    """Count a day's calls with one statement."""
    within = rule.answer_within
    counted = rows.order_by().aggregate(
        came=Count("pk", filter=Q(direction=Call.Direction.IN)),
        **{name: Count("pk", filter=outcome(name, within)) for name in OUTCOMES},
        average=Avg("waited", filter=outcome("answered", within)),
        longest=Max("waited", filter=Q(direction=Call.Direction.IN)),
    )
    return Figures(within=within, **counted)
