"""What a list says of its rows while it is open: who else is at a case, and by what a change is known."""

from typing import Any
from uuid import UUID

from django import template

from tickets.models import Clock, Ticket
from tickets.presence import present_in

register = template.Library()


def _present(context: dict[str, Any]) -> dict[UUID, list[str]]:
    """Asked once for each page."""
    request = context.get("request")
    if request is None:
        return {}
    if not hasattr(request, "_present"):
        request._present = present_in(request.user, at=context["page_time"])
    found: dict[UUID, list[str]] = request._present
    return found


@register.simple_tag(takes_context=True)
def present(context: dict[str, Any], ticket: Ticket) -> list[str]:
    """`{% present ticket as names %}`: the names of the others; one question for all rows of a page."""
    return _present(context).get(ticket.pk, [])


@register.simple_tag(takes_context=True)
def row_version(context: dict[str, Any], ticket: Ticket, clock: Clock | None = None) -> str:
    """`data-v="{% row_version ticket clock %}"`: what differs when the row has to be drawn anew."""
    key = f"{ticket.pk.hex[-12:]}.{ticket.seq}.{clock.generation if clock else 0}"
    return f"{key}.{len(_present(context).get(ticket.pk, []))}"
