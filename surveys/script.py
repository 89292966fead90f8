"""What is said on the telephone, line by line: in the company's own words where its knowledge has them."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from knowledge.filling import filled
from knowledge.models import Article
from servicedesk.templatetags.hall import hall_date
from surveys.models import Callback
from tickets.lifecycle import Kind
from tickets.models import Ticket

# An article that begins so, and belongs to the category, is what is read out.
BEGINNINGS = ("回访", "Callback")
MOST_LINES = 12


def lines_for(callback: Callback, *, by: User, at: datetime) -> list[str]:
    """The lines of the article of the case's category; else those of the house."""
    ticket = callback.ticket
    own = _article(ticket, at=at)
    facts = {
        "客户": f"{ticket.contact_name[:1]}先生/女士" if ticket.contact_name else "",
        "单号": ticket.short_number,
        "事项": ticket.title,
        "营业厅": ticket.unit.name,
        "电话": ticket.unit.phone,
        "经办人": by.name,
    }
    if own is not None:
        return [line.strip() for line in filled(own.body, facts).splitlines() if line.strip()][:MOST_LINES]
    return _house_lines(ticket, by=by, at=at)


def _article(ticket: Ticket, *, at: datetime) -> Article | None:
    current = Article.objects.current(timezone.localdate(at)).filter(org=ticket.org_id)
    known = current.filter(topics__contains=[ticket.category.code]).order_by("-changed_at") if ticket.category else []
    return next((one for one in known if one.title.startswith(BEGINNINGS)), None)


def _house_lines(ticket: Ticket, *, by: User, at: datetime) -> list[str]:
    facts = {
        "hall": ticket.unit.name,
        "number": by.staff_number,
        "name": ticket.contact_name[:1],
        "day": hall_date(ticket.registered_at, at),
        "title": ticket.title,
    }
    about = {
        Kind.COMPLAINT: _(
            "On %(day)s you complained about “%(title)s”. Have you received our answer, and is it clear?"
        ),
        Kind.FAULT: _("On %(day)s you reported “%(title)s”. Is everything working again, and has it stayed so?"),
    }
    usual = _("On %(day)s you came to us about “%(title)s”. Has it been settled?")
    greeting = _(
        "Hello, this is the callback desk of %(hall)s, staff number %(number)s. Am I speaking with Mr or Ms %(name)s?"
    )
    return [
        greeting % facts,
        about.get(Kind(ticket.kind), usual) % facts,
        _("How satisfied are you: very satisfied, satisfied, fairly satisfied, dissatisfied, or very dissatisfied?"),
        _("If dissatisfied: what was not right? We will take it up again at once, and somebody will call you."),
        _("Thank you for your time. Goodbye."),
    ]
