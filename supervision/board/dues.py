"""By what each case is due first: the one statement behind the list, the tiles, the bars and the late of halls and people.

Because all of them are read from it, a number and the list behind it cannot differ.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet

from complaints.models import Due
from supervision.board.asked import AHEAD, SLOT, Asked, first_slot
from supervision.sight import Sight
from tickets.lifecycle import Status
from tickets.models import Clock

SOON = timedelta(minutes=30)
# The first of so many are looked at; who has more overdue than that knows enough by “10000+”.
MOST_DUE = 10_000
# Nobody has it, or a crew has it and is not there yet.
NOT_BEGUN = [Status.DISPATCHED.value, Status.ACCEPTED.value, Status.EN_ROUTE.value]
_FIRSTS = """
WITH found AS (SELECT c_of, c_due, c_began, c_word, false AS is_step FROM ({clocks}) AS c
         UNION ALL SELECT c_of, c_due, c_began, c_word, true FROM ({steps}) AS s),
firsts AS (SELECT DISTINCT ON (c_of) * FROM found ORDER BY c_of, c_due, c_word),
dues AS (SELECT f.*, t.unit_id, t.handler_id, u.name AS handler,
                CASE WHEN f.c_due <= %s THEN 'late' WHEN f.c_due <= %s THEN 'soon' ELSE 'later' END AS state,
                floor(extract(epoch FROM f.c_due - %s) / %s)::int AS slot,
                (t.handler_id IS NULL AND t.crew_id IS NULL)
                  OR (t.crew_id IS NOT NULL AND t.status = ANY(%s)) AS at_risk
           FROM firsts f JOIN tickets_ticket t ON t.id = f.c_of LEFT JOIN accounts_user u ON u.id = t.handler_id)
SELECT unit_id, handler_id, handler, state, greatest(slot, -1), count(*), count(*) FILTER (WHERE at_risk), min(c_due), NULL, NULL, NULL
  FROM dues GROUP BY 1, 2, 3, 4, 5
UNION ALL
(SELECT c_of, NULL, NULL, NULL, NULL, NULL, NULL, c_due, c_began, c_word, is_step
   FROM dues WHERE state = ANY(%s) AND (%s::int IS NULL OR slot = %s) ORDER BY c_due, c_of LIMIT %s)
"""


@dataclass(frozen=True)
class Group:
    """So many cases of a hall and a person that are late, soon due or due in some quarter of an hour."""

    unit: UUID
    handler: UUID | None
    name: str | None
    state: str
    slot: int
    count: int
    at_risk: int
    first: datetime


@dataclass(frozen=True)
class Limit:
    """What a row says of the promise or the step that is due first; read as a clock is."""

    of: UUID
    due_at: datetime
    started_at: datetime
    name: str
    is_step: bool

    @property
    def generation(self) -> str:
        """What changes when the plan does: by this a row knows that it has to be drawn anew."""
        return f"{self.due_at:%d%H%M%S}"


@dataclass(frozen=True)
class Dues:
    """Everything due by the end of the two hours that the board looks ahead, in groups, and the first rows of the list."""

    groups: list[Group] = field(default_factory=list)
    rows: list[Limit] = field(default_factory=list)

    def count(self, fits: Callable[[Group], bool]) -> int:
        return sum(group.count for group in self.groups if fits(group))

    def first(self, *states: str) -> datetime | None:
        return min((group.first for group in self.groups if group.state in states), default=None)


STATES = {"due": ["late", "soon"], "late": ["late"], "soon": ["soon"], "slot": ["late", "soon", "later"]}


def dues(sight: Sight, asked: Asked, *, at: datetime, most: int) -> Dues:
    """What is due, of what is in sight and asked for, each case once by what of it is due first. One query."""
    begins = first_slot(at)
    wanted = int((asked.slot - begins) / SLOT) if asked.slot and asked.view == "slot" else None
    clocks, steps = (_compiled(rows) for rows in _sources(sight, asked, until=begins + AHEAD))
    params = [*clocks[1], *steps[1], at, at + SOON, begins, SLOT.total_seconds(), NOT_BEGUN]
    params += [STATES.get(asked.view, []), wanted, wanted, most]
    with connection.cursor() as cursor:
        cursor.execute(_FIRSTS.format(clocks=clocks[0], steps=steps[0]), params)
        return _sorted(cursor.fetchall())


def _sources(sight: Sight, asked: Asked, *, until: datetime) -> Iterable[QuerySet[Any, Any]]:
    visible = asked.narrow(sight.tickets).filter(org__in=sight.orgs)
    clocks = Clock.objects.due_before(until).promised().of_our_making()
    # Of a step it is read also when it outlives its case's closing.
    steps = Due.objects.open().filter(due_at__lte=until)
    for rows, seen, began, word in (
        (clocks, visible.open(), "started_at", "name"),
        (steps, visible, "opened_at", "step"),
    ):
        here = rows.filter(Q(org__in=sight.orgs), ticket__in=seen).order_by("due_at")
        yield here.values(c_of=F("ticket_id"), c_due=F("due_at"), c_began=F(began), c_word=F(word))[:MOST_DUE]


def _compiled(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    sql, params = rows.query.sql_with_params()
    return sql, tuple(params)


def _sorted(found: list[tuple[Any, ...]]) -> Dues:
    told = Dues()
    for row in found:
        if row[8] is None:
            told.groups.append(Group(*row[:8]))
        else:
            told.rows.append(Limit(row[0], *row[7:]))
    told.rows.sort(key=lambda row: (row.due_at, row.of))
    return told
