"""How a case ends, and how it begins again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.actions.desk import required
from tickets.actions.filling import begin_anew
from tickets.actions.spine import step
from tickets.closing_rules import Filled
from tickets.desks import desk_for
from tickets.family import open_parts
from tickets.lifecycle import Kind
from tickets.link_refusals import ChildrenOpen
from tickets.models import Ticket
from tickets.signals import ticket_closed, ticket_reopened

OUTCOMES = ("satisfied", "unreachable", "no_callback", "exempt", "not_sampled")


@transaction.atomic
def close(
    ticket: Ticket,
    *,
    outcome: str,
    by: User | None,
    reason: str = "",
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """End the case. A callback that was promised must have been made, unless a supervisor exempts it with a reason.

    Raises ChildrenOpen while parts of it are being worked on; `together.close_all` closes them with it.
    """
    if outcome not in OUTCOMES:
        raise Invalid(_("Choose how it ended."), fields={"outcome": outcome})
    is_promised = ("callback" in ticket.pledges or ticket.kind == Kind.COMPLAINT) and _can_be_called(ticket)
    if outcome == "no_callback" and is_promised:
        raise Invalid(_("The customer is to be called back first; the callback closes this ticket."))
    if outcome == "exempt":
        required(reason, "reason")
        if by is None or not by.may_at("board", ticket.unit_id):
            raise NotAllowed("board")
    if parts := open_parts(ticket):
        raise ChildrenOpen(ticket, parts)
    ticket = step(ticket, "close", by=by, at=at, reason=reason, facts={"outcome": outcome}, **more)
    ticket_closed.send(Ticket, ticket=ticket, at=ticket.closed_at, outcome=outcome)
    return ticket


def _can_be_called(ticket: Ticket) -> bool:
    """Whoever reported something without a name and a number cannot be called back."""
    return ticket.kind != Kind.REPORT or bool(ticket.contact_phone)


@transaction.atomic
def fill(ticket: Ticket, *, filled: Filled, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Write down what closing asks for, as far as it is known: a cause, a text, the items of the checklist."""
    if not filled:
        raise Invalid(_("Nothing is different from before."))
    return step(ticket, "fill", by=by, at=at, filled=filled, **more)


@transaction.atomic
def reopen(
    ticket: Ticket,
    *,
    reason: str,
    by: User | None,
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """Begin a new round with new clocks; what was missed before stays missed."""
    desk = None if ticket.track else desk_for(ticket.kind, ticket.org_id)
    given: dict[str, Any] = {
        "queue": desk or ticket.unit,
        "handler": None,
        "crew": None,
        "round": ticket.round + 1,
        "kept_by": None,
        "to_arbiter": False,
        # The new round begins at the foot of the ladder; how high the old one was carried stands in its urgings.
        "raised": 0,
    }
    ticket = step(
        ticket,
        "reopen",
        by=by,
        at=at,
        reason=required(reason, "reason"),
        **given,
        **more,
    )
    begin_anew(ticket)
    ticket_reopened.send(Ticket, ticket=ticket, at=ticket.timeline.latest("seq").at)
    return ticket
