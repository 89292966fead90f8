"""What pages show of complaints and of making good."""

from typing import Any

from django import template
from django.template import Context
from django.utils.functional import Promise

from complaints.lifecycle import Level
from complaints.models import CompensationRule, Coordination, Corrective
from complaints.recovery_list import lines_for
from tickets.models import Ticket

register = template.Library()


@register.filter
def level_word(level: str) -> str | Promise:
    """The word for a level."""
    return Level(level).label if level in Level.values else level


@register.filter
def words(text: str) -> list[str]:
    """A list written as words with spaces between."""
    return text.split()


@register.inclusion_tag("complaints/_do.html", takes_context=True)
def act_form(context: Context, name: str) -> dict[str, Any]:
    """`{% act_form "told" %}`: the act's button with its form, if it is offered now."""
    word, form = context["acts"].get(name, (None, None))
    told = {"ticket": context["ticket"], "name": name, "word": word, "form": form}
    return told | {"is_offered": form is not None, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("complaints/_mine.html", takes_context=True)
def my_part(context: Context) -> dict[str, Any]:
    """`{% my_part %}` on the page of a ticket: what I was given to do about a complaint."""
    ticket: Ticket = context["ticket"]
    user = context["user"]
    fixes = Corrective.objects.filter(ticket=ticket, owner=user, done_at__isnull=True)
    helps = Coordination.objects.filter(ticket=ticket, person=user, answered_at__isnull=True).select_related("asked_by")
    is_complaint = ticket.kind == "complaint"
    return {
        "ticket": ticket,
        "fixes": list(fixes) if is_complaint else [],
        "helps": list(helps) if is_complaint else [],
        "page_time": context["page_time"],
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("complaints/_recovery_panel.html", takes_context=True)
def recovery_panel(context: Context) -> dict[str, Any]:
    """`{% recovery_panel %}` on the page of a ticket: what is or was made good, and how to begin."""
    ticket: Ticket = context["ticket"]
    user = context["user"]
    sees = user.may("recoveries")
    return {
        "ticket": ticket,
        "lines": lines_for(ticket, user) if sees else [],
        "may_propose": user.may_at("recover", ticket.unit_id, ticket.queue_id),
        "kinds": CompensationRule.What.choices,
        "number": ticket.number,
        "page_time": context["page_time"],
        "csrf_token": context.get("csrf_token"),
    }
