"""What other pages show of orders from above."""

from typing import Any

from django import template
from django.template import Context

from hotline.model_upstream import Upstream, UpstreamOrder

register = template.Library()
CHANNELS = {Upstream.Kind.CITY, Upstream.Kind.ENERGY, "hotline"}


@register.inclusion_tag("upstream/_of_ticket.html", takes_context=True)
def order_of_ticket(context: Context) -> dict[str, Any]:
    """`{% order_of_ticket %}` on the page of a ticket: the order from above that it is, if it is one."""
    ticket, user = context["ticket"], context["user"]
    if ticket.channel not in CHANNELS or not user.may("upstream"):
        return {}
    order = UpstreamOrder.objects.filter(ticket=ticket).select_related("upstream").first()
    return {"order": order, "page_time": context["page_time"]}
