"""What other pages show of applications, filed matters, praise and appeals."""

from typing import Any

from django import template
from django.http import QueryDict
from django.template import Context

from applications.actions.filing import filings_for
from applications.forms import WhomForm
from applications.lifecycle import WHOM, AppealVerdict
from applications.listing import lines_of
from applications.models import Appeal, Application, ApplicationType, Paper, Praise
from applications.types import papers_of
from tickets.actions.spine import has_right
from tickets.lifecycle import STEP_BY_STEP, Kind, legal
from tickets.models import Category, NamedHandler, Ticket

register = template.Library()
# What is to be done to a ticket of this kind that no other has; the panel is there while it may be done.
VOICES: dict[str, str] = {
    Kind.PRAISE: "convey",
    Kind.SUGGESTION: "reply",
    Kind.APPEAL: "reply",
    Kind.FILING: "note",
    Kind.REPORT: "note",
}


@register.inclusion_tag("applications/_panel.html", takes_context=True)
def application_panel(context: Context) -> dict[str, Any]:
    """`{% application_panel %}` on the page of a ticket: its steps, if it is an application."""
    ticket: Ticket = context["ticket"]
    found = Application.objects.filter(ticket=ticket).select_related("type", "ticket")
    file = found.first() if ticket.track == STEP_BY_STEP else None
    return {"file": file, "lines": lines_of(file) if file else [], "page_time": context["page_time"]}


@register.inclusion_tag("applications/_asked.html")
def papers_asked(category: Category | None) -> dict[str, Any]:
    """`{% papers_asked choice.category %}` at the intake: what this application asks the customer to bring."""
    code = category.application if category else ""
    kind = ApplicationType.objects.of(category.org_id).filter(code=code).first() if category and code else None
    plans = papers_of(kind) if kind else []
    named = [
        {
            "name": plan.name,
            "required": plan.required,
            "later": plan.later,
            "words": "、".join(str(WHOM[one]) for one in plan.whom),
        }
        for plan in plans
    ]
    return {"kind": kind, "plans": named}


@register.inclusion_tag("applications/_filings.html", takes_context=True)
def filings_here(context: Context, card: Any) -> dict[str, Any]:
    """`{% filings_here card %}` beside a customer: what is filed and in force for them or where they live."""
    found = filings_for(card.customer, card.point, context["page_time"]) if card else []
    return {"filings": found, "page_time": context["page_time"]}


@register.filter
def paper_state(typed: QueryDict, paper: Paper) -> str:
    """How a paper stands on the form: as it was ticked just now, else as it is kept."""
    return typed.get(f"p_{paper.code}", paper.state)


@register.filter
def paper_reason(typed: QueryDict, paper: Paper) -> str:
    """Why a paper is not accepted: as typed just now, else as it is kept."""
    return typed.get(f"r_{paper.code}", paper.reason)


@register.inclusion_tag("applications/_voice.html", takes_context=True)
def voice_panel(context: Context) -> dict[str, Any]:
    """`{% voice_panel %}` on the page of a ticket: what praise, a suggestion, an appeal, a report or a filing asks for."""
    ticket: Ticket = context["ticket"]
    verb = VOICES.get(ticket.kind, "")
    is_now = verb and legal(ticket.way, ticket.status, verb) and has_right(ticket, verb, by=context["user"])
    is_praise = ticket.kind == Kind.PRAISE
    praises = Praise.objects.filter(ticket=ticket).select_related("person", "unit")
    return {
        "ticket": ticket,
        "voice": ticket.kind if is_now else "",
        "form": WhomForm(org=ticket.org_id) if is_now and is_praise else None,
        "appeal": Appeal.objects.filter(ticket=ticket).select_related("against").first() if is_now else None,
        "praise": praises.first() if is_praise else None,
        "verdicts": AppealVerdict.choices,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def reads_reports(context: Context) -> bool:
    """`{% reads_reports as is_named %}`: whether this person is named now for reports of misconduct."""
    return NamedHandler.objects.live().filter(person=context["user"]).exists()
