"""Changes of plan for one ticket: ask for more time and take that back, say that the case is something else."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import NotAllowed, Refusal
from tickets.actions import extending, replanning
from tickets.actions.spine import require
from tickets.foresight import foresee
from tickets.models import Ticket
from tickets.more_time import asked_of, extendable
from tickets.options import why_not
from tickets.planforms import AskForMore, Reclassify
from tickets.refusals import Stale
from tickets.sentences import tell
from tickets.views.ticket_acts import Told

UNPROCESSABLE = 422


@require_GET
@may("read")
def plan(request: SignedInRequest, number: str) -> HttpResponse:
    """What may be changed about the times of a ticket, and what has been asked for."""
    return _shown(request, number)


@require_POST
@may("read")
def change(request: SignedInRequest, number: str, verb: str) -> HttpResponse:
    """Change the plan; a refusal brings the page back with what was typed and says why."""
    ticket = _visible(request, number)
    if verb not in DOES:
        raise Http404
    require(ticket, verb, by=request.user)
    try:
        return DOES[verb](request, ticket)
    except NotAllowed:
        raise
    except Refusal as refusal:
        told: dict[str, Any] = {"refusal": refusal.sentence(), "tried": verb}
        if isinstance(refusal, Stale) and refusal.last:
            told["changed"] = tell(refusal.last)
        return _shown(request, number, status=refusal.status, **told)


def _ask(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    at = timezone.now()
    form = AskForMore(request.POST, clocks=extendable(ticket, at=at), at=at)
    if not form.is_valid():
        return _shown(request, ticket.number, status=UNPROCESSABLE, tried="extend")
    return _done(request, extending.extend(ticket, **form.asked(), **_step(request)), "tickets:plan")


def _take_back(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    name = request.POST.get("name", "")[:24]
    return _done(request, extending.withdraw_extension(ticket, name=name, **_step(request)), "tickets:plan")


def _reclassify(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    form = Reclassify(request.POST, ticket=ticket)
    if not form.is_valid():
        return _shown(request, ticket.number, status=UNPROCESSABLE, tried="reclassify")
    if form.is_seen and "save" in request.POST:
        ticket = replanning.reclassify(ticket, **form.change(), **_step(request))
        return _done(request, ticket, "tickets:detail")
    change = form.change() | {"reason": form.cleaned_data["reason"] or "?"}
    moved = foresee(ticket, at=timezone.now(), **change, **_step(request))
    return _shown(
        request, ticket.number, tried="reclassify", moved=moved, seen=form.fingerprint, unseen="save" in request.POST
    )


DOES: dict[str, Callable[[SignedInRequest, Ticket], HttpResponse]] = {
    "extend": _ask,
    "withdraw_extension": _take_back,
    "reclassify": _reclassify,
}


def _step(request: SignedInRequest) -> dict[str, Any]:
    return Told(request.POST, request.user).step


def _done(request: SignedInRequest, ticket: Ticket, page: str) -> HttpResponse:
    messages.success(request, tell(ticket.timeline.select_related("by").latest("seq")))
    return redirect(page, ticket.number)


def _visible(request: SignedInRequest, number: str) -> Ticket:
    rows = Ticket.objects.visible_to(request.user).for_list().select_related("org", "customer")
    return get_object_or_404(rows, number=number)


def _shown(request: SignedInRequest, number: str, *, status: int = 200, tried: str = "", **told: Any) -> HttpResponse:
    """The page as the ticket is by now; the sheet that was tried keeps what was typed."""
    ticket, at, user = _visible(request, number), timezone.now(), request.user
    clocks = extendable(ticket, at=at)
    asked = asked_of(ticket, at=at)
    facts = {
        "ticket": ticket,
        "clocks": clocks,
        "asked": asked,
        "ask": AskForMore(request.POST if tried == "extend" else None, clocks=clocks, at=at),
        "sheet": Reclassify(request.POST if tried == "reclassify" else None, ticket=ticket),
        "why_no": {verb: why_not(ticket, verb, user) for verb in ("extend", "reclassify")},
        "tried": tried,
    }
    return render(request, "tickets/plan.html", facts | told, status=status)
