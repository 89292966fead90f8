"""The figures of results of others: mean, shares, net promoters; and how long replies took."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Avg, Count, ExpressionWrapper, F, Q
from django.db.models.fields import DurationField
from django.utils import timezone

from surveys.models import OutsideAnswer, OutsideReply, OutsideSurvey
from surveys.questions import parse, violations

DAY = 86_400


@dataclass(frozen=True)
class Scores:
    """What a survey of ten levels came to. `high`: 9 and 10; `low`: 6 and less; in per cent."""

    count: int
    mean: float
    high: float
    low: float
    broken: int

    @property
    def promoters(self) -> float:
        """Net promoter score."""
        return round(self.high - self.low, 1)


@dataclass(frozen=True)
class Waits:
    """How long replies took, in days."""

    count: int
    median: float
    p75: float
    p90: float
    longest: float


def scores(survey: OutsideSurvey) -> Scores:
    """The figures of one survey, from its rows."""
    rows = OutsideAnswer.objects.filter(survey=survey)
    found = rows.aggregate(
        n=Count("pk"),
        mean=Avg("overall"),
        high=Count("pk", filter=Q(overall__gte=9)),
        low=Count("pk", filter=Q(overall__lte=6)),
    )
    questions = parse(survey.questionnaire.questions) if survey.questionnaire else []
    broken = sum(bool(violations(questions, answers)) for answers in rows.values_list("answers", flat=True))
    n = found["n"] or 1
    return Scores(found["n"], float(found["mean"] or 0), 100 * found["high"] / n, 100 * found["low"] / n, broken)


def waits(survey: OutsideSurvey) -> Waits | None:
    """How long the replies of one file took."""
    took = ExpressionWrapper(F("replied_at") - F("asked_at"), output_field=DurationField())
    rows = OutsideReply.objects.filter(survey=survey).annotate(took=took).values_list("took", flat=True)
    days = [one.total_seconds() / DAY for one in rows]
    return _waits(days) if days else None


def waits_by_month(survey: OutsideSurvey) -> list[tuple[date, Waits]]:
    """The same month by month, by the month in which they were asked; the newest first."""
    took = ExpressionWrapper(F("replied_at") - F("asked_at"), output_field=DurationField())
    rows = OutsideReply.objects.filter(survey=survey).annotate(took=took).values_list("asked_at", "took")
    months: dict[date, list[float]] = defaultdict(list)
    for asked, lasted in rows:
        months[timezone.localdate(asked).replace(day=1)].append(lasted.total_seconds() / DAY)
    return [(month, _waits(months[month])) for month in sorted(months, reverse=True)]


def _waits(days: list[float]) -> Waits:
    ordered = sorted(days)
    half, most, nearly_all = (at_share(ordered, share) for share in (0.5, 0.75, 0.9))
    return Waits(len(ordered), half, most, nearly_all, ordered[-1])


def at_share(ordered: list[float], share: float) -> float:
    """The value below which this share of the ordered values lies, between neighbours in proportion."""
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
