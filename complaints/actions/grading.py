"""特殊、重大、重要、一般: the level by the company's rules. A rule lifts a complaint, it never makes it less."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.grades import Told, decide, lines_of
from complaints.lifecycle import RANK
from complaints.models import Complaint
from customers.tagging import importance_of
from tickets.actions.replanning import reclassify
from tickets.lifecycle import legal
from tickets.models import Ticket


def grade(ticket: Ticket, file: Complaint, *, at: datetime) -> Ticket:
    """Give the case the level and the class that the rules say, if that is a higher one."""
    told = Told(
        category=ticket.category.code,
        text=f"{ticket.title} {ticket.description}",
        channel=ticket.channel,
        importance=importance_of(ticket.customer),
        repeats=max(file.repeats, ticket.contacts),
    )
    level, matter, name = decide(lines_of(ticket.org), told)
    if (matter and matter != file.matter) or (name and not file.graded_by):
        file.matter, file.graded_by = matter or file.matter, name
        file.save(update_fields=["matter", "graded_by"])
    if level and RANK.get(level, 1) > RANK.get(ticket.level, 1):
        ticket = lift(ticket, level, name, at=at)
    return ticket


def lift(ticket: Ticket, level: str, why: str, *, at: datetime) -> Ticket:
    """Lift the case to a level; what that is promised binds from its true start on."""
    if ticket.suspended_at or not legal(ticket.way, ticket.status, "reclassify"):
        return ticket
    with override("zh-hans"):
        reason = _("level by rule: %(name)s") % {"name": why}
    return reclassify(ticket, level=level, reason=reason, by=None, at=at)
