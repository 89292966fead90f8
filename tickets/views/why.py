"""Why a case is due when it is due, and whether a breach of it was one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import NotAllowed, Refusal
from tickets.actions.spine import has_right
from tickets.actions.voiding import uphold, void
from tickets.binding import explained
from tickets.holding import held_by
from tickets.models import Ticket
from tickets.secrecy import log_reading
from tickets.sentences import tell
from tickets.voids import NothingToVoid, breaches_of

JUDGED = {"void": void, "uphold": uphold}


@require_GET
@may("read")
def why(request: SignedInRequest, number: str) -> HttpResponse:
    """Every clock of the case with its promise, its start and each stretch that was counted or not."""
    return render(request, "tickets/why.html", _facts(request, _visible(request, number)))


@require_POST
@may("void")
def judge(request: SignedInRequest, number: str, verb: str) -> HttpResponse:
    """Void a breach, or let it stand; a refusal says why and keeps the reason that was typed."""
    ticket = _visible(request, number)
    if verb not in JUDGED:
        raise Http404
    reason = request.POST.get("reason", "")[:500]
    try:
        JUDGED[verb](ticket, deadline=_which(request, ticket), reason=reason, by=request.user)
    except NotAllowed:
        raise
    except Refusal as refusal:
        told = {"refusal": refusal.sentence(), "typed": request.POST}
        return render(request, "tickets/why.html", _facts(request, ticket) | told, status=refusal.status)
    messages.success(request, tell(ticket.timeline.select_related("by").latest("seq")))
    return redirect("tickets:why", number)


def _which(request: SignedInRequest, ticket: Ticket) -> UUID:
    try:
        return UUID(request.POST.get("deadline", ""))
    except ValueError:
        raise NothingToVoid(ticket) from None


def _visible(request: SignedInRequest, number: str) -> Ticket:
    return get_object_or_404(Ticket.objects.visible_to(request.user).for_list(), number=number)


def _facts(request: SignedInRequest, ticket: Ticket) -> dict[str, Any]:
    log_reading(ticket, by=request.user, at=timezone.now())
    breaches = breaches_of(ticket, request.user)
    runs = [(run, breaches.get(run.clock.pk)) for run in explained(ticket, timezone.now())]
    told = {"runs": runs, "held": held_by(ticket, at=timezone.now())}
    return {"ticket": ticket, "may_void": has_right(ticket, "void", by=request.user)} | told
