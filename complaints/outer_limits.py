"""By when an outside source is to hear: the company's line for that source, else the shipped standard of its code."""

from datetime import datetime

from complaints.models import OuterCase
from deadlines.actions import promises_for
from deadlines.models import Promise
from tickets.actions.promises import case_of
from tickets.models import Ticket

STEP = "outer"


def promise_to(ticket: Ticket, source: str, *, at: datetime) -> Promise | None:
    """What is promised to the source of such a case by the policy in force at `at`; None for one that no line knows."""
    facts = vars(case_of(ticket)) | {"channel": source}
    chosen = promises_for(org=ticket.org, kind=ticket.kind, at=at, **facts).get(STEP)
    return chosen or _of_code(ticket, source, at=at)


def _of_code(ticket: Ticket, source: str, *, at: datetime) -> Promise | None:
    if source == OuterCase.Source.OTHER:
        return None
    known = Promise.objects.counted_by(ticket.org_id, ticket.unit_id).open_to(ticket.org_id).in_force(at)
    return known.filter(code=f"{STEP}-{source}").newest_first().first()
