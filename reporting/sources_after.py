"""Sources of what comes after the work: callbacks, answers, complaints, visits to the counter."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from complaints.lifecycle import OURS, Cause, Verdict
from complaints.models import Complaint
from reporting.rules import Rules
from reporting.sources import Counter, Source
from reporting.sources_cases import own
from surveys.figures import LOW, SATISFIED
from surveys.lifecycle import Outcome, Reason
from surveys.models import Callback, Survey
from surveys.summary import COUNTED
from tickets.model_visit import VisitState
from tickets.models import Visit


def _callbacks(org: UUID, _rules: Rules) -> "QuerySet[Any]":
    return Callback.objects.filter(own("ticket__"), org=org)


def _asked(org: UUID, _rules: Rules) -> "QuerySet[Any]":
    """Questions that were put to somebody: sent by SMS, or answered at once from the slip."""
    rows = Survey.objects.filter(own("ticket__"), org=org)
    return rows.annotate(when=Coalesce("sent_at", "answered_at"))


def _asked_between(begins: datetime, ends: datetime) -> Q:
    sent = Q(sent_at__gte=begins, sent_at__lt=ends)
    return sent | Q(sent_at__isnull=True, answered_at__gte=begins, answered_at__lt=ends)


def _complaints(org: UUID, rules: Rules) -> "QuerySet[Any]":
    rows = Complaint.objects.filter(own("ticket__"), org=org)
    return rows.annotate(is_first_class=Q(ticket__category__code__in=[*rules.class_one, ""]))


def _served(org: UUID, _rules: Rules) -> "QuerySet[Any]":
    return Visit.objects.filter(org=org, state=VisitState.SERVED).annotate(stood=F("called_at") - F("taken_at"))


def _outer(org: UUID, rules: Rules) -> "QuerySet[Any]":
    return _callbacks(org, rules).filter(ticket__channel__in=rules.outer_channels)


_SAID = Q(outcome__in=[Outcome.SATISFIED, Outcome.DISSATISFIED])
_REACHED = _SAID | Q(outcome=Outcome.REFUSED)
CALLBACKS = Source(
    "callbacks",
    _callbacks,
    {name: Counter(when) for name, (_word, when) in COUNTED.items()}
    | {"reached": Counter(_REACHED)}
    | {"called": Counter(_REACHED | Q(outcome=Outcome.UNREACHABLE))},
    at="done_at",
)
OUTER = Source(
    "outer",
    _outer,
    {
        "said": Counter(_SAID),
        "solved": Counter(Q(outcome=Outcome.SATISFIED)),
        "satisfied": Counter(Q(score__gte=SATISFIED)),
    },
    at="done_at",
)
CALLED = Source(
    "called",
    lambda org, rules: _callbacks(org, rules).filter(done_by__isnull=False),
    {"all": Counter()},
    at="done_at",
    category="",
    crew="",
    person="done_by",
)
SURVEYS = Source(
    "surveys",
    _asked,
    {
        "asked": Counter(),
        "answered": Counter(Q(score__isnull=False)),
        "satisfied": Counter(Q(score__gte=SATISFIED)),
        "low": Counter(Q(score__lte=LOW)),
        **{f"why_{code}": Counter(Q(score__lte=LOW, answers__reasons__contains=[code])) for code in Reason.values},
    },
    at="when",
    between=_asked_between,
)
COMPLAINTS = Source(
    "complaints",
    _complaints,
    {
        "all": Counter(),
        "true": Counter(Q(verdict__in=sorted(OURS))),
        "verified": Counter(~Q(verdict="")),
        "open": Counter(Q(verdict="")),
        **{f"verdict_{code}": Counter(Q(verdict=code)) for code in Verdict.values},
        **{f"cause_{code}": Counter(Q(cause=code)) for code in Cause.values},
        "class_one": Counter(Q(is_first_class=True)),
        "class_two": Counter(Q(is_first_class=False)),
        "thrice": Counter(Q(repeats__gte=3)),
    },
    at="ticket__registered_at",
)
VISITS = Source(
    "visits",
    _served,
    {
        "served": Counter(),
        "rated": Counter(Q(score__isnull=False)),
        "satisfied": Counter(Q(score__gte=SATISFIED)),
        "low": Counter(Q(score__lte=LOW)),
        "waited": Counter(~Q(number=""), "stood"),
    },
    at="ended_at",
    ticket="",
    unit="hall",
    category="",
    crew="",
)
