"""The source of promises: every run that ended in a period, by its step; kept with and without what standing still gained."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from deadlines.models.standards import Statistic
from deadlines.words import STEPS
from reporting.kept import Judged, judged_runs
from reporting.rules import Rules
from reporting.sources import Counter, Source
from reporting.sources_cases import own
from tickets.lifecycle import ORDER
from tickets.models import Clock, Deadline

# An order about a case is the house's own affair, and what an authority is owed has a clock elsewhere.
NAMES = tuple(name for name in STEPS if name not in (ORDER, "outer"))
ALL = "all"


def _runs(org: UUID, rules: Rules) -> "QuerySet[Any]":
    """Runs of promises to customers that have a verdict, each with whether it was in time and no plan of it was missed."""
    missed = Deadline.objects.filter(
        ticket=OuterRef("ticket"), name=OuterRef("name"), stage="breach", state="fired", clock__voided_at__isnull=True
    ).annotate(began=Coalesce("clock__origin_at", "clock__started_at"))
    same = missed.filter(began=Coalesce(OuterRef("origin_at"), OuterRef("started_at")))
    rows = Clock.objects.judged().promised().filter(own("ticket__"), org=org, name__in=NAMES)
    rows = rows.annotate(is_kept=Q(stopped_at__lte=F("due_at")) & (Q(cause="") | ~Exists(same)))
    outer = Q(ticket__channel__in=[*rules.outer_channels, ""])
    return rows.annotate(is_outer=outer, took=F("stopped_at") - Coalesce("origin_at", "started_at"))


def _counters() -> Iterator[tuple[str, Counter]]:
    for name in (*NAMES, ALL):
        of = Q() if name == ALL else Q(name=name)
        yield f"ended_{name}", Counter(of, "took")
        yield f"kept_{name}", Counter(of & Q(is_kept=True))
        yield f"averaged_{name}", Counter(of & Q(promise__statistic=Statistic.AVERAGE))
        yield f"late_{name}", Counter(of & Q(is_kept=False))
        # Of those whose plan never changed; the others are judged one by one (`changed`).
        yield f"even_{name}", Counter(of & Q(is_kept=True, cause=""))
    yield "outer_ended", Counter(Q(is_outer=True, name="contact"))
    yield "outer_kept", Counter(Q(is_outer=True, name="contact", is_kept=True))


PROMISES = Source("promises", _runs, dict(_counters()), at="stopped_at")


class Turn(NamedTuple):
    """What arithmetic alone can tell of a run: its step and place, and what it adds to which counters."""

    clock: Clock
    added: dict[str, tuple[int, int]]


def turns(rows: "QuerySet[Any]") -> Iterator[Turn]:
    """The runs whose plan changed, and those that an average binds, each with what it adds to the counters."""
    asked = rows.filter(~Q(cause="") | Q(promise__statistic=Statistic.AVERAGE)).select_related("promise", "ticket")
    clocks = list(asked)
    for clock, told in zip(clocks, judged_runs(clocks), strict=True):
        yield Turn(clock, dict(_added(clock, told)))


def _added(clock: Clock, told: Judged) -> Iterator[tuple[str, tuple[int, int]]]:
    for name in (clock.name, ALL):
        if clock.cause and told.kept_without:
            yield f"even_{name}", (1, 0)
    if clock.promise.statistic == Statistic.AVERAGE:
        lengths = {"spent": told.used, "spent_even": told.used_without, "target": told.target}
        for code, length in lengths.items():
            yield f"{code}_{clock.name}", (1, _seconds(length))


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())


def even_ids(rows: "QuerySet[Any]") -> list[UUID]:
    """The runs whose plan changed and that were in time all the same, as if no clock had ever stood still."""
    clocks = list(rows.exclude(cause="").select_related("promise"))
    return [one.pk for one, told in zip(clocks, judged_runs(clocks), strict=True) if told.kept_without]
