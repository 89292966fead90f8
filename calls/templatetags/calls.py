"""What other pages show of calls."""

from typing import Any

from django import template
from django.template import Context
from django.utils.functional import Promise

from accounts.models import User
from calls.lifecycle import State, What
from calls.models import Call
from calls.reading import calls_of_customer

register = template.Library()
WORDS = dict(What.choices)
TONES: dict[str, tuple[str, str]] = {
    State.RINGING: ("soon", "bell"),
    State.TALKING: ("run", "call"),
    State.HELD: ("hold", "pause"),
    State.ENDED: ("ok", "okc"),
    State.MISSED: ("over", "x"),
}


@register.filter
def call_tone(call: Call) -> str:
    return TONES[call.state][0]


@register.filter
def call_icon(call: Call) -> str:
    return TONES[call.state][1]


@register.filter
def told(what: str) -> Promise | str:
    """The word of an event."""
    return WORDS.get(what, what)


@register.filter
def seconds(count: int | None) -> str:
    """`75` → `1:15`."""
    return "—" if count is None else f"{count // 60}:{count % 60:02d}"


@register.inclusion_tag("calls/_of_ticket.html", takes_context=True)
def calls_of_ticket(context: Context) -> dict[str, Any]:
    """`{% calls_of_ticket %}` on the page of a ticket: the calls that were about it."""
    user = context["user"]
    if not (user.may("calls") or user.may("call_watch")):
        return {"calls": []}
    about = context["ticket"].calls.select_related("call__holder").order_by("-at")[:10]
    return {"calls": [one.call for one in about], "page_time": context["page_time"]}


@register.inclusion_tag("calls/_of_customer.html", takes_context=True)
def customer_calls(context: Context) -> dict[str, Any]:
    """`{% customer_calls %}` in a customer's file."""
    return {
        "calls": calls_of_customer(context["customer"], context["user"]),
        "page_time": context["page_time"],
    }


@register.filter
def allowed_to(verb: str, user: User) -> bool:
    """`{% if "call_watch"|allowed_to:user %}`."""
    return user.may(verb)
