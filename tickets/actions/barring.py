"""回避: whoever a case is about neither sees nor handles it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actions import untell
from accounts.models import Unit, User
from servicedesk.lib.refusals import Invalid
from tickets.actions.spine import is_barred, step
from tickets.actions.telling import path_of
from tickets.desks import desk_for
from tickets.models import Barred, Ticket


def bar(ticket: Ticket, whom: Iterable[User | Unit], *, at: datetime) -> Ticket:
    """Keep these people and units away from a case; if it lies with one of them, it goes to its desk or above.

    What they were told of it before leaves their letterboxes.
    """
    named = list(whom)
    for one in named:
        if one.org_id != ticket.org_id or one.pk == ticket.org_id:
            raise Invalid(_("Only a person or a unit inside this company can be kept away."))
        key = {"user": one} if isinstance(one, User) else {"unit": one}
        Barred.objects.get_or_create(ticket=ticket, **key, defaults={"org_id": ticket.org_id})
        about = Q(pk=one.pk) if isinstance(one, User) else Q(home=one)
        untell(User.objects.filter(about), path=path_of(ticket))
    return _take_away(ticket, at=at) if named else ticket


def _take_away(ticket: Ticket, *, at: datetime) -> Ticket:
    """Give the case to the desk, or above it, if it lies with somebody who is kept away."""
    holder = ticket.handler or ticket.queue
    if holder is None or not is_barred(ticket, holder):
        return ticket
    refuge = desk_for(ticket.kind, ticket.org_id)
    if refuge is None or is_barred(ticket, refuge):
        refuge = ticket.org
    reason = _("The person or unit complained of does not handle the case.")
    facts = {"to": refuge.name}
    moved = step(ticket, "transfer", by=None, at=at, reason=reason, facts=facts, handler=None, queue=refuge)
    ticket.refresh_from_db()
    return moved
