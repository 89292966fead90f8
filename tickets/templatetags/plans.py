"""Pauses on the pages: the band over a case that stands still, and the verdict that leaves no pause out."""

from datetime import datetime
from typing import Any

from django import template
from django.template import Context

from tickets.models import Clock
from tickets.options import roles_words, why_not
from tickets.pauses import Unpaused, pause_of, unpaused

register = template.Library()


@register.inclusion_tag("tickets/_paused.html", takes_context=True)
def paused_band(context: Context) -> dict[str, Any]:
    """`{% paused_band %}` over the page of a ticket: nothing while its clocks run."""
    ticket, user = context["ticket"], context["user"]
    return {
        "pause": pause_of(ticket),
        "ticket": ticket,
        "may_end": not why_not(ticket, "resume", user),
        "roles": roles_words("resume"),
        "page_time": context["page_time"],
    }


@register.simple_tag
def without_pauses(clock: Clock, at: datetime) -> Unpaused | None:
    """`{% without_pauses clock page_time as without %}`; nothing for a generation that another has replaced."""
    is_paused = clock.dropped_at is not None and clock.dropped_at == clock.ticket.suspended_at
    return unpaused(clock, at=at) if clock.dropped_at is None or is_paused else None
