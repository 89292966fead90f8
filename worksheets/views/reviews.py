"""The review desk: approve a report or send it back, take a job back after all, decide whose a case is."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import NotAllowed, Refusal
from tickets.filing import files_of
from tickets.milestones import clocks_of_ticket, milestones_of
from tickets.models import Ticket
from tickets.sentences import tell
from tickets.views.live import live
from tickets.views.ticket_acts import Told
from worksheets.desk import TABS, beside, keepers_of, rows_of, tabs_of
from worksheets.views.acts import ACTS


@require_GET
@may("reviews")
@live
def desk(request: SignedInRequest) -> HttpResponse:
    """What waits, by time left; the first, or the chosen one, with its report beside."""
    show = request.GET.get("show", "report")
    return _show(request, show if show in TABS else "report", wanted=request.GET.get("t", ""))


@require_POST
@may("reviews")
def act(request: SignedInRequest, number: str, verb: str) -> HttpResponse:
    """Give the verdict and go on to the next; a refusal says why and keeps what was typed."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), number=number)
    show = request.POST.get("show", "report")
    if verb not in ACTS:
        raise Http404
    try:
        ticket = ACTS[verb](ticket, Told(request.POST, request.user))
    except NotAllowed:
        raise
    except Refusal as refusal:
        more = {"refusal": refusal.sentence(), "typed": request.POST, "tried": verb}
        return _show(request, show if show in TABS else "report", wanted=number, status=refusal.status, **more)
    messages.success(request, tell(ticket.timeline.select_related("by").latest("seq")))
    return redirect(f"/reviews/?show={show}" if show in TABS else "/reviews/")


def _show(request: SignedInRequest, show: str, *, wanted: str, status: int = 200, **more: Any) -> HttpResponse:
    rows = rows_of(request.user, show)
    chosen = next((row for row in rows if row.ticket.number == wanted), rows[0] if rows else None)
    facts: dict[str, Any] = {"rows": rows, "chosen": chosen, "show": show, "tabs": tabs_of(request.user)}
    if chosen:
        facts |= {"told": beside(chosen.ticket), "ticket": chosen.ticket, "files": files_of(chosen.ticket)}
        clocks = clocks_of_ticket(chosen.ticket)
        facts["milestones"] = milestones_of(chosen.ticket, clocks, at=timezone.now())
        facts |= {"keepers": keepers_of(chosen.ticket)} if show == "arbiter" else {}
    return render(request, "worksheets/reviews.html", facts | more, status=status)
