"""In whose hands a case was: read back from its history, exact under pauses."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.people import MONDAY_NINE, minutes
from tickets.actions import field
from tickets.holding import Hands, Mark, held_by, stretches

DESK, CREW, QIANG = (UUID(int=n) for n in (1, 2, 3))
QUEUED = Hands(None, DESK, None)
SENT = Hands(None, CREW, CREW)
TAKEN = Hands(QIANG, None, CREW)


def mark(minute: float, hands: Hands | None = None, what: str = "note", *, over: bool = False) -> Mark:
    return Mark(MONDAY_NINE + minutes(minute), hands, what, is_over=over)


@pytest.mark.parametrize(
    ("marks", "until", "told"),
    [
        ([], 10, []),
        ([mark(0, QUEUED)], 10, [(QUEUED, 10, 0)]),
        ([mark(0, QUEUED), mark(3, SENT), mark(8, TAKEN)], 20, [(QUEUED, 3, 0), (SENT, 5, 0), (TAKEN, 12, 0)]),
        # The same hands once more are the same stay; an event without hands changes nothing.
        ([mark(0, QUEUED), mark(2, QUEUED), mark(4)], 10, [(QUEUED, 10, 0)]),
        # A pause is not held against anybody, wherever it is cut.
        ([mark(0, TAKEN), mark(5, TAKEN, "suspend"), mark(25, TAKEN, "resume")], 30, [(TAKEN, 10, 20)]),
        (
            [mark(0, TAKEN), mark(5, TAKEN, "suspend"), mark(10, QUEUED), mark(25, QUEUED, "resume")],
            30,
            [(TAKEN, 5, 5), (QUEUED, 5, 15)],
        ),
        ([mark(0, TAKEN), mark(5, TAKEN, "suspend")], 30, [(TAKEN, 5, 25)]),
        # Over is over, and opened again begins anew.
        (
            [mark(0, QUEUED), mark(5, QUEUED, "close", over=True), mark(50, QUEUED, "reopen")],
            60,
            [(QUEUED, 5, 0), (QUEUED, 10, 0)],
        ),
        # A phone told its step late: it counts from the moment before it.
        ([mark(0, QUEUED), mark(10, SENT), mark(8, TAKEN)], 20, [(QUEUED, 10, 0), (TAKEN, 10, 0)]),
    ],
)
def test_the_stays_of_a_case(marks, until, told):
    found = stretches(marks, at=MONDAY_NINE + minutes(until))

    assert [(one.hands, one.held, one.still) for one in found] == [
        (hands, minutes(held), minutes(still)) for hands, held, still in told
    ]


def test_a_case_tells_who_had_it(client, accepted, qiang, lin, company):
    field.depart(accepted, by=qiang, at=MONDAY_NINE + minutes(9))

    held = held_by(accepted, at=MONDAY_NINE + minutes(12))

    assert [(one.person or one.unit, one.stretch.held) for one in held] == [
        (company.dispatch, minutes(1)),
        (company.crew, minutes(1)),
        (qiang, timedelta(minutes=10)),
    ]
    client.force_login(lin)
    assert qiang.name in client.get(f"/t/{accepted.number}/why/").content.decode()
