"""By when a row was due, and whether it was late: the same arithmetic for the report and for the clocks."""

from dataclasses import dataclass
from datetime import datetime

from hotline.imports.facts import Facts
from hotline.imports.policy import Bound


@dataclass(frozen=True)
class Verdict:
    """`due_at` is the product's own where there is a promise, else the file's; None where nobody promised anything."""

    due_at: datetime | None
    is_equal: bool
    is_closed: bool
    is_late: bool
    is_overdue: bool
    remarks: tuple[str, ...] = ()


def judge(facts: Facts, bound: Bound | None, *, at: datetime) -> Verdict:
    """Judge a row as it stands at `at`. One whose closing time is only guessed is no verdict on anybody."""
    promised = bound.due(facts.registered_at) if bound else None
    due_at = promised or facts.due_at
    is_closed = facts.is_ended and not facts.closing_is_guessed and due_at is not None
    return Verdict(
        due_at=due_at,
        is_equal=promised is not None and promised == facts.due_at,
        is_closed=is_closed,
        is_late=bool(is_closed and due_at and facts.closed_at and facts.closed_at > due_at),
        is_overdue=bool(promised and not facts.is_ended and promised < at),
        remarks=_remarks(promised, facts.due_at),
    )


def _remarks(promised: datetime | None, told: datetime | None) -> tuple[str, ...]:
    if told is None or told == promised:
        return ()
    return ("due_differs",) if promised else ("due_without_promise",)
