"""重复诉求: the customer comes again about the same; counted on the case, told to its first contact, lifted by rule."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from servicedesk.lib.together import joined
from tickets.actions.pairs import hold
from tickets.actions.plans import write_down
from tickets.actions.replanning import reclassify
from tickets.actions.spine import database_time, has_right, step
from tickets.actions.telling import tell_about
from tickets.actions.urging import urge
from tickets.duplicate_rule import rule_for
from tickets.duplicates import earlier_of
from tickets.lifecycle import legal
from tickets.model_links import TicketLink
from tickets.models import Ticket
from tickets.refusals import UrgedAlready

LEVELS = ("", "general", "important", "major", "special")


@transaction.atomic
def repeat(ticket: Ticket, *, by: User, text: str = "", at: datetime | None = None, **more: Any) -> Ticket:
    """Write down that the customer has come again about this case, instead of a new one, and urge it.

    Urged a moment ago it is not urged again, but the contact counts all the same.
    """
    (ticket,) = hold(ticket)
    at = at or database_time()
    count = ticket.contacts + 1
    facts = {"text": text.strip(), "count": count}
    ticket = step(ticket, "repeat", by=by, at=at, facts=facts, contacts=count, **more)
    if has_right(ticket, "urge", by=by):
        try:
            with transaction.atomic():
                ticket = urge(ticket, by=by, at=at, text=text)
        except UrgedAlready:
            pass  # whoever has it was asked a moment ago
    return lift(ticket, at=at)


def lift(ticket: Ticket, *, at: datetime) -> Ticket:
    """Lift the case to the level that its category's rule gives to so many contacts, if that is a higher one."""
    contacts = ticket.contacts + 1
    level = rule_for(ticket.category).level_for(contacts)
    if not level or _rank(level) <= _rank(ticket.level):
        return ticket
    if ticket.suspended_at or not legal(ticket.way, ticket.status, "reclassify"):
        return ticket
    with override("zh-hans"):
        reason = _("contact number %(count)d about the same") % {"count": contacts}
    return reclassify(ticket, level=level, reason=reason, by=None, at=at)


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else 0


@joined()
def link_repeat(ticket: Ticket, *, at: datetime) -> None:
    """Tie a case that has just been registered to the earlier one about the same, if there is one, and count it.

    The first contact of the earlier one is told.
    """
    earlier = earlier_of(ticket, rule_for(ticket.category), at=at)
    if earlier is None:
        return
    earlier, held = hold(earlier, ticket)
    count = earlier.contacts + 1
    held.repeats, held.contacts = earlier, count
    held.save(update_fields=["repeats", "contacts"])
    write_down(held, "repeats", by=None, at=at, facts={"other": earlier.number, "count": count})
    write_down(earlier, "repeated", by=None, at=at, facts={"other": ticket.number, "count": count})
    tell_about(earlier, "repeated", by=ticket.first_contact, at=at)
    kind = TicketLink.Kind.REPEAT
    TicketLink.objects.create(org_id=ticket.org_id, source=ticket, target=earlier, kind=kind, made_at=at)
    lift(held, at=at)
    ticket.refresh_from_db(fields=["repeats", "contacts", "level", "pledges", "version", "seq"])
