"""The callbacks of a day or a month in figures, each the length of the list behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from surveys.lifecycle import LEAST_SATISFIED, Outcome
from surveys.margins import share
from surveys.models import Callback, CallbackTry

# What is counted, in the order of the page: the word, and the condition that the list behind it has.
COUNTED: dict[str, tuple[Promise, Q]] = {
    "ended": (_("Ended"), Q()),
    "answered": (_("Reached, with an answer"), Q(outcome__in=[Outcome.SATISFIED, Outcome.DISSATISFIED])),
    "satisfied": (_("Satisfied"), Q(score__gte=LEAST_SATISFIED)),
    "dissatisfied": (_("Dissatisfied, opened again"), Q(outcome=Outcome.DISSATISFIED)),
    "refused": (_("Did not want to be asked"), Q(outcome=Outcome.REFUSED)),
    "unreachable": (_("Not reached"), Q(outcome=Outcome.UNREACHABLE)),
    "by_link": (_("Answered by link, spared"), Q(outcome=Outcome.ANSWERED)),
    "exempted": (_("Exempted or not in the sample"), Q(outcome=Outcome.EXEMPTED)),
    "dropped": (_("No longer needed"), Q(outcome=Outcome.DROPPED)),
}


@dataclass(frozen=True)
class Span:
    """A day or a month."""

    first: date
    last: date

    @property
    def begin(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, time()))

    @property
    def end(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time()))


def span_of(words: str, *, today: date) -> Span:
    """`2026-03-16` is a day, `2026-03` a month; anything else is today."""
    try:
        if len(words) == 7:
            first = date.fromisoformat(f"{words}-01")
            return Span(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
        day = date.fromisoformat(words)
    except ValueError:
        day = today
    return Span(day, day)


def ended_in(user: User, span: Span) -> "QuerySet[Callback]":
    """The callbacks that ended in this time, of the cases that I may see."""
    return Callback.objects.visible_to(user).filter(done_at__gte=span.begin, done_at__lt=span.end)


def summary(user: User, span: Span) -> dict[str, Any]:
    """All figures of the page."""
    ended = ended_in(user, span)
    counts = {name: Count("pk", filter=when) for name, (_word, when) in COUNTED.items()}
    found = ended.aggregate(**counts)
    tries = CallbackTry.objects.filter(
        callback__in=Callback.objects.visible_to(user), at__gte=span.begin, at__lt=span.end
    )
    grouped: Any = ended.filter(done_by__isnull=False).values("done_by", "done_by__name").annotate(**counts)
    agents = sorted(grouped, key=lambda one: -one["ended"])
    reached = found["answered"] + found["refused"]
    return {
        "figures": [(name, word, found[name]) for name, (word, _when) in COUNTED.items()],
        "tries": tries.count(),
        "reach": share(reached, reached + found["unreachable"]),
        "agents": [_agent(one) for one in agents],
    }


def _agent(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "cells": [(name, one[name]) for name in COUNTED]}


def behind(user: User, span: Span, *, what: str, agent: str = "") -> Iterable[Callback]:
    """The list of one figure."""
    rows = ended_in(user, span).filter(COUNTED.get(what, COUNTED["ended"])[1])
    if agent:
        rows = rows.filter(done_by__pk=agent)
    return rows.for_page().select_related("done_by").order_by("-done_at", "pk")  # type: ignore[attr-defined]
