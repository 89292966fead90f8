"""One ticket: where it stands, what happened, what may be done, and the doing of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from deadlines.models import PauseReason
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import NotAllowed, Refusal
from tickets.actions.spine import require
from tickets.actions.viewing import opened
from tickets.closing_panel import closing_of
from tickets.faces import answers_of
from tickets.fieldwords import CAUSES, REASONS
from tickets.history import VIEWS, changed_since, counted, history_of
from tickets.lifecycle import Kind
from tickets.milestones import clocks_of_ticket, first_due, milestones_of
from tickets.models import Ticket, TicketQuerySet
from tickets.options import ON_FILE, options_for, targets, why_not
from tickets.orderbook import panel_of
from tickets.refusals import Stale
from tickets.secrecy import log_reading
from tickets.sentences import tell
from tickets.standing import Standing
from tickets.views import pairs
from tickets.views.files import panel
from tickets.views.ticket_acts import ACTS, Told

WRITINGS = ("note", "reply", "call")
MOST_NEAR = 5


@require_GET
@may("read")
def detail(request: SignedInRequest, number: str) -> HttpResponse:
    """The page of one ticket; outside one's scope it does not exist."""
    ticket = _visible(request, number)
    opened(ticket, by=request.user, at=timezone.now())
    return render(request, "tickets/ticket.html", _facts(request, ticket))


@require_POST
@may("read")
def act(request: SignedInRequest, number: str, verb: str) -> HttpResponse:
    """Take one step; a refusal brings the page back with what was typed and says why."""
    ticket = _visible(request, number)
    if verb not in ACTS or (ticket.kind == Kind.COMPLAINT and verb in ON_FILE):
        raise Http404
    require(ticket, verb, by=request.user)
    try:
        ticket = ACTS[verb](ticket, Told(request.POST, request.user))
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _refused(request, number, verb, refusal)
    if verb == "urge" and request.headers.get("HX-Request"):
        return render(request, "tickets/_urge.html", {"ticket": ticket, "urged": True})
    messages.success(request, tell(ticket.timeline.select_related("by").latest("seq")))
    return redirect("tickets:detail", ticket.number)


def _refused(request: SignedInRequest, number: str, verb: str, refusal: Refusal) -> HttpResponse:
    """The page as it is by now, with the text that was not saved still in its place."""
    ticket = _visible(request, number)
    if verb == "urge" and request.headers.get("HX-Request"):
        return render(request, "tickets/_urge.html", {"ticket": ticket, "refusal": refusal.sentence()})
    told = {"refusal": refusal.sentence(), "tried": verb, "typed": request.POST}
    if isinstance(refusal, Stale):
        told |= changed_since(ticket, request.POST)
    return render(request, "tickets/ticket.html", _facts(request, ticket) | told, status=refusal.status)


def _rows(request: SignedInRequest) -> TicketQuerySet:
    joins = ("customer", "supply_point", "handler__home", "first_contact__home", "org")
    return Ticket.objects.visible_to(request.user).for_list().select_related(*joins)


def _visible(request: SignedInRequest, number: str) -> Ticket:
    return get_object_or_404(_rows(request), number=number)


def _facts(request: SignedInRequest, ticket: Ticket) -> dict[str, Any]:
    user, now = request.user, timezone.now()
    log_reading(ticket, by=user, at=now)
    clocks, items = clocks_of_ticket(ticket), history_of(ticket)
    options = options_for(ticket, user)
    view = request.GET.get("show", "all")
    view = view if view in VIEWS else "all"
    return {
        "ticket": ticket,
        "row": Standing(ticket, first_due(clocks)),
        "clocks": clocks,
        "milestones": milestones_of(ticket, clocks, at=now),
        "options": options,
        "targets": targets(ticket) if any(one.verb == "transfer" and not one.why for one in options) else [],
        "pauses": PauseReason.choices,
        "causes": CAUSES,
        "closing": closing_of(ticket, request.POST if request.method == "POST" else None),
        "reasons": REASONS,
        "items": [item for item in items if view in ("all", item.view)],
        "views": counted(items),
        "view": view,
        "answers": _answers(ticket),
        "near": _near(request, ticket),
        "orders": panel_of(ticket, user),
        "writing": request.GET.get("write") if request.GET.get("write") in WRITINGS else "note",
        "why_no": {verb: why_not(ticket, verb, user) for verb in WRITINGS},
        **panel(ticket, request),
        **pairs.family_panel(ticket, user),
        "split_off": next((one for one in items if one.can_split and str(one.pk) == request.GET.get("split")), None),
        "may_reveal": user.may("reveal"),
        "may_follow": user.may("follow"),
        "follows": ticket.watchers.filter(pk=user.pk).exists(),
        "may_slip": user.may("register"),
        "may_customers": user.may("customers"),
        "may_file": ticket.kind == Kind.COMPLAINT and user.may("complaint_file"),
    }


def _answers(ticket: Ticket) -> list[str]:
    """The answers, unless the description says just the same."""
    spoken = [f"{label}：{word}" for label, word in answers_of(ticket)]
    return [] if "；".join(spoken) == ticket.description else spoken


def _near(request: SignedInRequest, ticket: Ticket) -> list[Ticket]:
    """Open tickets of the same transformer that this person may see."""
    point = ticket.supply_point
    if point is None or not point.transformer:
        return []
    same = Ticket.objects.visible_to(request.user).open().filter(org_id=ticket.org_id)
    same = same.filter(supply_point__transformer=point.transformer).exclude(pk=ticket.pk)
    return list(same.order_by("-registered_at")[:MOST_NEAR])
