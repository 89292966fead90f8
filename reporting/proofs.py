"""The proof that stored tallies are true: they equal a recount from the rows themselves, and no day is told twice."""

import logging
import time
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Now

from reporting.counting import Key, Sum_, count
from reporting.models import CountedDay, StaleDay
from reporting.reading import NOTHING
from reporting.rollup import stored
from reporting.rules import rules_of

log = logging.getLogger(__name__)
SHOWN = 20


@dataclass(frozen=True)
class Difference:
    """One tally that is not what a recount says."""

    key: Key
    stored: Sum_
    counted: Sum_


def differences(org: UUID, day: date) -> list[Difference]:
    """What a recount of a day that stands finds otherwise. A day that is marked stale claims nothing."""
    if StaleDay.objects.filter(org=org, day=day).exists():
        return []
    kept, counted = stored(org, day), count(org, rules_of(org), day, day)
    return [
        Difference(key, kept.get(key, NOTHING), counted.get(key, NOTHING))
        for key in sorted(kept.keys() | counted.keys(), key=str)
        if kept.get(key, NOTHING) != counted.get(key, NOTHING)
    ]


def prove_some(*, at: datetime, longest: float = 10.0) -> int:
    """Recount the days that nobody has proved for longest; what is wrong is logged, marked and so mended. How many were."""
    until, wrong = time.monotonic() + longest, 0
    days = CountedDay.objects.order_by(F("proved_at").asc(nulls_first=True), "-day")[:50]
    for one in days:
        found = differences(one.org_id, one.day)
        if found:
            wrong += 1
            log.error("figures of %s differ from a recount: %s", one.day, found[:SHOWN])
            StaleDay.objects.create(org_id=one.org_id, day=one.day)
        CountedDay.objects.filter(pk=one.pk).update(proved_at=Now())
        if time.monotonic() > until:
            break
    return wrong
