"""The numbers of tickets."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import CharField, Expression
from django.utils import timezone

from accounts.models import Unit
from servicedesk.lib.ids import uuid7
from servicedesk.lib.together import Basket

_NEXT = """INSERT INTO tickets_daynumber (id, org_id, hall_id, day, last) VALUES (%s, %s, %s, %s, 1)
           ON CONFLICT (hall_id, day) DO UPDATE SET last = tickets_daynumber.last + 1
           RETURNING %s || lpad(last::text, greatest(4, length(last::text)), '0') AS number"""
_MANY = """INSERT INTO tickets_daynumber (id, org_id, hall_id, day, last)
           SELECT id, %s, %s, day, count FROM unnest(%s::uuid[], %s::date[], %s::int[]) AS told (id, day, count)
           ON CONFLICT (hall_id, day) DO UPDATE SET last = tickets_daynumber.last + EXCLUDED.last
           RETURNING day, last"""
GIVEN = "SELECT number FROM numbered"


class Given(Expression):
    """The number that the same statement gives out."""

    output_field = CharField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return f"({GIVEN})", ()


def next_number(hall: Unit, *, day: date) -> str:
    """Give out the hall's next number of the day, `<hall code><yymmdd><4 digits>`; never the same twice."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, _facts(hall, day))
        number: str = cursor.fetchone()[0]
    return number


def next_numbers(hall: Unit, moments: Sequence[datetime]) -> list[str]:
    """Give out one number for each moment, of the hall's counter of that day; one statement, in the order of the days."""
    days = [timezone.localtime(moment).date() for moment in moments]
    wanted = sorted(Counter(days).items())
    ids, counts = [uuid7() for _day in wanted], [count for _day, count in wanted]
    with connection.cursor() as cursor:
        cursor.execute(_MANY, [hall.org_id, hall.pk, ids, [day for day, _count in wanted], counts])
        last: dict[date, int] = dict(cursor.fetchall())
    following = {day: last[day] - count for day, count in wanted}
    numbers = []
    for day in days:
        following[day] += 1
        numbers.append(f"{hall.code}{day:%y%m%d}{following[day]:04d}")
    return numbers


def number_in(basket: Basket, hall: Unit, *, day: date) -> Given:
    """The same for a case that is written with what else is in the basket: `GIVEN` asks which number it was.

    So the hall's row of the day is locked no longer than it must be.
    """
    basket.add(_NEXT, _facts(hall, day), name="numbered")
    return Given()


def _facts(hall: Unit, day: date) -> list[Any]:
    return [uuid7(), hall.org_id, hall.pk, day, f"{hall.code}{day:%y%m%d}"]
