"""What leaves the list as a table: exactly what stands on the screen, with a reason, on record."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from servicedesk.lib.refusals import Invalid, NotAllowed
from servicedesk.lib.tables.writing import Value
from tickets.actions.desk import required
from tickets.listing import Wanted, first_of

MOST = 500


def export(
    want: Wanted, *, reason: str, in_full: bool, filters: str, by: User, at: datetime
) -> tuple[list[str], list[list[Value]]]:
    """Return header and rows. Names and numbers are masked unless `in_full` is asked for by whoever may see them.

    `filters` is the address without what was typed. Raises Needed without a reason, Invalid beyond 500 rows, NotAllowed.
    """
    found = first_of(want, by=by, at=at, most=MOST + 1)
    return leave(found, reason=reason, in_full=in_full, filters=filters, name="tickets", by=by, at=at)


def leave(
    found: Sequence[Any], *, reason: str, in_full: bool, filters: str, name: str, by: User, at: datetime
) -> tuple[list[str], list[list[Value]]]:
    """The same of rows that have been found already: at most one more than may leave. `name` says of which list."""
    reason = required(reason, "reason")
    if in_full and not by.may("reveal"):
        raise NotAllowed("reveal")
    if len(found) > MOST:
        raise Invalid(_("More than 500 rows leave the house only with an approval. Narrow the list first."))
    facts = {"count": len(found), "filters": filters[:500], "in_full": in_full, "list": name}
    audit(what="export", by=by, at=at, facts=facts, reason=reason[:500])
    return _header(), list(_rows(found, in_full=in_full))


def _header() -> list[str]:
    return [
        _("Number"),
        _("About"),
        _("Status"),
        _("Step"),
        _("Due"),
        _("Hall"),
        _("Who has it"),
        _("Customer"),
        _("Phone"),
        _("Taken in"),
    ]


def _hall_moment(at: datetime) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}"


def _rows(found: Sequence[Any], *, in_full: bool) -> Iterator[list[Value]]:
    for row in found:
        ticket = row.ticket
        holder = ticket.handler or ticket.crew or ticket.queue
        yield [
            ticket.number,
            ticket.title,
            str(ticket.get_status_display()),
            str(row.milestone),
            _hall_moment(row.clock.due_at) if row.clock else "",
            ticket.unit.name,
            holder.name if holder else "",
            ticket.contact_name if in_full else ticket.masked_name,
            ticket.contact_phone if in_full else ticket.masked_phone,
            _hall_moment(ticket.registered_at),
        ]
