"""会晚到: the crew says when it will be there; the customer is told."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from servicedesk.lib.refusals import Invalid
from tickets.actions.spine import step
from tickets.actions.telling import write_to_customer
from tickets.models import Ticket
from tickets.moment import database_time

VERB = "be_late"
LONGEST = timedelta(hours=24)


@transaction.atomic
def be_late(
    ticket: Ticket, *, expected_at: datetime, by: User, at: datetime | None = None, reason: str = "", **more: Any
) -> Ticket:
    """Say when the crew will be on site instead. The promise stays as it is; the customer gets one message for each change.

    What a phone says so late that the moment has passed is written down and told to nobody. Raises Invalid.
    """
    now = database_time()
    at = at or now
    if not at < expected_at <= at + LONGEST:
        raise Invalid(_("Choose when you will be there, within the next 24 hours."), fields={"expected": _("missing")})
    is_told = expected_at > now
    facts = {"expected_at": expected_at.isoformat(), "told": is_told}
    ticket = step(ticket, VERB, by=by, at=at, reason=reason.strip()[:200], facts=facts, **more)
    if is_told:
        write_to_customer(ticket, "late", key=f"{ticket.seq}:", at=now, expected_at=expected_at)
    return ticket
