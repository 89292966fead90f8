"""What other pages show of reports, sheets, visits and sending back."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from tickets.actions.spine import has_right
from tickets.lifecycle import legal
from tickets.models import Ticket
from worksheets.actions.returning import codes_of, is_over, until_when
from worksheets.forms import ReportForm
from worksheets.panel import panel
from worksheets.windows import rules_of

register = template.Library()


@register.inclusion_tag("worksheets/_report_fields.html", takes_context=True)
def report_fields(context: Context) -> dict[str, Any]:
    """`{% report_fields %}` inside the form that reports: what was done, materials, fee, devices."""
    typed = context.get("typed") if context.get("tried", "report") == "report" else None
    return {"form": ReportForm(context["ticket"], typed or None)}


@register.inclusion_tag("worksheets/_send_back_fields.html", takes_context=True)
def send_back_fields(context: Context) -> dict[str, Any]:
    """`{% send_back_fields %}` inside the form that sends back: the company's reasons, what each needs, until when."""
    ticket, now = context["ticket"], context["page_time"]
    typed = context.get("typed") or {}
    facts = {"codes": codes_of(ticket.org_id), "reasons": context.get("reasons", ()), "typed": typed, "page_time": now}
    return facts | {
        "until": until_when(ticket),
        "is_over": is_over(ticket, at=now),
        "is_phone": "row" in context and "steps" in context,
    }


@register.inclusion_tag("worksheets/_panel.html", takes_context=True)
def worksheet_panel(context: Context) -> dict[str, Any]:
    """`{% worksheet_panel %}` on the page of a ticket: reports, sheets, the visit, what was sent back."""
    ticket, user = context["ticket"], context["request"].user
    kept = {name: context.get(name) for name in ("tried", "typed", "page_time", "csrf_token", "user")}
    return kept | {"ticket": ticket} | panel(ticket, user)


@register.simple_tag(takes_context=True)
def visit_url(context: Context, ticket: Ticket) -> str:
    """`{% visit_url ticket as url %}`: where a visit in a window is agreed; empty where none can be."""
    user = context["request"].user
    able = legal(ticket.way, ticket.status, "appoint") and has_right(ticket, "appoint", by=user)
    return reverse("worksheets:visit", args=[ticket.number]) if able and rules_of(ticket.unit) else ""
