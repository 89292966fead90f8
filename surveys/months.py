"""A hall's months: how many were asked, how many answered, what they said of each of five things, and mystery visits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Avg, Count, Q

from accounts.models import Unit
from surveys.margins import margin, share
from surveys.models import Check, HallAsked, Improvement

ITEMS = ("overall", "environment", "waiting", "skill", "attitude")
SATISFIED = 4


@dataclass(frozen=True)
class Month:
    """One hall's month. `rates`: per cent (very) satisfied with each of the five, in their order."""

    hall: Unit
    month: date
    asked: int
    answered: int
    rates: list[float | None]
    margin: float | None
    mystery: float | None
    visits: int
    target: float
    improvement: Improvement | None = None

    @property
    def response(self) -> float | None:
        return share(self.answered, self.asked)

    @property
    def is_below(self) -> bool:
        return self.rates[0] is not None and self.rates[0] < self.target


def first_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def months_back(today: date, count: int) -> list[date]:
    """The last complete months, the newest first."""
    found: list[date] = []
    first = first_of(today)
    for _n in range(count):
        first = first_of(first - timedelta(days=1))
        found.append(first)
    return found


def below(rates: Sequence[float | None], *, target: float) -> bool:
    """Whether every one of these months was answered, and below the target."""
    return bool(rates) and all(rate is not None and rate < target for rate in rates)


def _counted(hall: Unit, month: date) -> dict[str, int]:
    good = {f"{item}_good": Count("pk", filter=Q(**{f"{item}__gte": SATISFIED})) for item in ITEMS}
    said = {f"{item}_said": Count("pk", filter=Q(**{f"{item}__isnull": False})) for item in ITEMS}
    return HallAsked.objects.filter(hall=hall, month=month).aggregate(asked=Count("pk"), **good, **said)


def rate_of(hall: Unit, month: date) -> float | None:
    """Per cent of a hall's answers of a month that are satisfied overall."""
    found = _counted(hall, month)
    return share(found["overall_good"], found["overall_said"])


def month_of(hall: Unit, month: date, *, target: float) -> Month:
    """All figures of one hall and month, the mystery visits beside them."""
    found = _counted(hall, month)
    visits = Check.objects.filter(unit=hall, sort=Check.Sort.MYSTERY, done_at__isnull=False)
    made = visits.filter(made_at__year=month.year, made_at__month=month.month).aggregate(
        n=Count("pk"), mean=Avg("points")
    )
    return Month(
        hall=hall,
        month=month,
        asked=found["asked"],
        answered=found["overall_said"],
        rates=[share(found[f"{item}_good"], found[f"{item}_said"]) for item in ITEMS],
        margin=margin(found["overall_good"], found["overall_said"]),
        mystery=float(made["mean"]) if made["n"] else None,
        visits=made["n"],
        target=target,
        improvement=Improvement.objects.filter(hall=hall, month=month).first(),
    )
