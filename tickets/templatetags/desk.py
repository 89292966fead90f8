"""The words of promises and steps on the pages of tickets."""

from collections.abc import Iterable

from django import template
from django.utils.functional import Promise as Lazy

from deadlines.limits import parse_limit
from deadlines.models import Promise
from deadlines.saying import describe
from tickets.actions.promises import Foreseen
from tickets.actions.telling import SAID_TO_CUSTOMERS
from tickets.lifecycle import MILESTONES
from tickets.model_counter import ways_in
from tickets.models import Ticket, TicketEvent
from tickets.sentences import tell as told

register = template.Library()


@register.filter
def milestone(name: str) -> Lazy | str:
    """`{{ "arrive"|milestone }}` → 到达现场."""
    found = MILESTONES.get(name, name)
    return found if isinstance(found, Lazy) else str(found)


@register.filter
def way_in(ticket: Ticket) -> str:
    """`{{ ticket|way_in }}` → 微信: a channel of the company's own, in its own word."""
    return next((way.name for way in ways_in(ticket.org_id) if way.code == ticket.channel), ticket.channel)


@register.filter
def limit_words(limit: Promise | str) -> str:
    """`{{ promise|limit_words }}`, `{{ clock.limit|limit_words }}` → 45 分钟内."""
    return describe(parse_limit(limit if isinstance(limit, str) else limit.limit))


@register.filter
def some_unverified(lines: Iterable[Foreseen]) -> bool:
    """Whether a figure among these still has to be checked against its source."""
    return any(not line.promise.verified for line in lines)


@register.filter
def said_to_customer(lines: Iterable[Foreseen]) -> list[Foreseen]:
    """The lines that the customer is told, soonest first."""
    return [line for line in lines if line.milestone in SAID_TO_CUSTOMERS]


@register.filter
def tell(event: TicketEvent) -> str:
    """`{{ row.last|tell }}` → 李强已到达现场."""
    return told(event)
