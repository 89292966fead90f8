"""The tallies kept: each past day counted once, and counted anew when something of it has changed."""

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Unit
from reporting.counting import DAY, Counted, Key, Sum_, count
from reporting.models import CountedDay, StaleDay, Tally
from reporting.reading import not_counted, spans
from reporting.rules import rules_of

# What began before midnight may still be on its way into the database.
SETTLES = timedelta(minutes=10)
LONGEST = 20.0
AT_ONCE = 2000
TOGETHER = 7  # days


def settle(*, at: datetime, longest: float = LONGEST) -> int:
    """Count the days that are not counted or have changed, the latest first, for some seconds; how many were."""
    until, done = time.monotonic() + longest, 0
    for org, first, last in to_count(at=at):
        count_days(org, first, last, at=at)
        done += (last - first).days + 1
        if time.monotonic() > until:
            break
    return done


def to_count(*, at: datetime) -> Iterator[tuple[UUID, date, date]]:
    """The days that are over and whose tallies do not stand, of every company, some at once, the latest first."""
    over = timezone.localtime(at - SETTLES).date() - DAY
    for org in Unit.objects.filter(kind=Unit.Kind.COMPANY, is_active=True).values_list("pk", flat=True):
        days = not_counted(org, date.min, over, today=timezone.localdate(at))
        for first, last in reversed(list(spans(days)) if days else []):
            while last >= first:
                begin = max(first, last - (TOGETHER - 1) * DAY)
                yield org, begin, last
                last = begin - DAY


@transaction.atomic
def count_days(org: UUID, first: date, last: date, *, at: datetime) -> None:
    """Count some days of a company and keep what they came to. Twice at once, the second waits and does it again.

    The marks are read before the rows: a change that is committed meanwhile leaves its own mark behind.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"figures {org}"])
        # A busy day has thousands of tallies, and what lies between reading and writing takes its time on a busy machine.
        cursor.execute("SET LOCAL statement_timeout = '120s'; SET LOCAL idle_in_transaction_session_timeout = '60s'")
    here = {"org": org, "day__range": (first, last)}
    marks = list(StaleDay.objects.filter(**here).values_list("pk", flat=True))
    counted = count(org, rules_of(org), first, last)
    Tally.objects.filter(**here).delete()
    Tally.objects.bulk_create(_rows(org, counted), batch_size=AT_ONCE)
    CountedDay.objects.filter(**here).delete()
    days = [first + n * DAY for n in range((last - first).days + 1)]
    CountedDay.objects.bulk_create([CountedDay(org_id=org, day=day, counted_at=at) for day in days])
    StaleDay.objects.filter(pk__in=marks).delete()


def _rows(org: UUID, counted: Counted) -> list[Tally]:
    return [
        Tally(
            org_id=org, day=key.day, unit_id=key.unit, category_id=key.category, crew_id=key.crew,
            person_id=key.person, code=key.code, n=told.n, seconds=told.seconds,
        )
        for key, told in counted.items()
    ]  # fmt: skip


def stored(org: UUID, day: date) -> Counted:
    """The tallies of a day as they are kept."""
    rows = Tally.objects.filter(org=org, day=day)
    columns = ("day", "unit", "category", "crew", "person", "code", "n", "seconds")
    return {Key(*row[:6]): Sum_(*row[6:]) for row in rows.values_list(*columns)}


def mark_all(org: UUID) -> int:
    """Have every day counted anew: the rules by which is counted have changed."""
    days = CountedDay.objects.filter(org=org).values_list("day", flat=True)
    return len(StaleDay.objects.bulk_create([StaleDay(org_id=org, day=day) for day in days]))
