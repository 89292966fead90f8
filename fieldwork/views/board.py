"""The dispatch desk: what waits, whom to send, who has what."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Unit
from accounts.requests import SignedInRequest
from fieldwork.actions import assigning, storm
from fieldwork.boardpage import board_for
from fieldwork.model_rules import Assignment, How
from fieldwork.refusals import SentAlready
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.models import Ticket
from tickets.views.live import live

MOST_TOGETHER = 100


@require_GET
@may("dispatch")
@live
def desk(request: SignedInRequest) -> HttpResponse:
    """Undispatched jobs by time left; the first, or the chosen one, with its three best crews."""
    return _drawn(request)


def _drawn(request: SignedInRequest, refusal: Refusal | None = None, wanted: str = "") -> HttpResponse:
    told = request.GET
    board = board_for(
        request.user,
        wanted=wanted or told.get("t", ""),
        picked=told.get("with", "").split(","),
        done=_uuid(told.get("done")),
        at=timezone.now(),
    )
    context = {"board": board, "chosen": board.chosen, "refusal": refusal.sentence() if refusal else ""}
    return render(request, "fieldwork/board.html", context, status=refusal.status if refusal else 200)


@require_POST
@may("dispatch")
def assign(request: SignedInRequest, number: str) -> HttpResponse:
    """Send the chosen crew; if a colleague was faster, say who and move on; any other no stands on the job's card."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), number=number)
    how = request.POST.get("how", "")
    try:
        made = assigning.assign(
            ticket, crew=_crew(request), by=request.user, how=how if how in How.values else How.PICKED
        )
    except SentAlready as late:
        messages.warning(request, late.sentence())
        return redirect("fieldwork:board")
    except Refusal as refusal:
        return _drawn(request, refusal, wanted=number)
    return redirect(f"/dispatch/?done={made.pk}")


@require_POST
@may("dispatch")
def together(request: SignedInRequest) -> HttpResponse:
    """One crew for all that was picked; each job says what became of it."""
    numbers = request.POST.getlist("n")[:MOST_TOGETHER]
    picked = Ticket.objects.visible_to(request.user).filter(number__in=numbers).select_related("supply_point")
    tickets = sorted(picked, key=lambda ticket: numbers.index(ticket.number))
    if not tickets:
        messages.warning(request, _("Choose at least one job first."))
        return redirect("fieldwork:board")
    crew = _crew(request)
    made, results = assigning.send_together(tickets, crew=crew, by=request.user)
    sent = sum(1 for one in results if one.is_done) if made else 0
    for one in results:
        if one.refusal:
            messages.warning(request, f"{one.ticket.short_number} · {one.refusal.sentence()}")
    if sent:
        facts = {"n": sent, "crew": crew.name}
        messages.success(request, ngettext("%(n)d job to %(crew)s.", "%(n)d jobs to %(crew)s.", sent) % facts)
    return redirect(f"/dispatch/?done={made.pk}" if made else "/dispatch/")


@require_POST
@may("recall")
def take_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Undo an assignment within its seconds; the job is chosen again."""
    made = get_object_or_404(Assignment.objects.visible_to(request.user).select_related("ticket"), pk=pk)
    try:
        assigning.take_back(made, by=request.user)
    except Refusal as refusal:
        messages.warning(request, refusal.sentence())
        return redirect("fieldwork:board")
    messages.success(request, _("%(number)s is back in the queue.") % {"number": made.ticket.short_number})
    return redirect(f"/dispatch/?t={made.ticket.number}")


@require_POST
@may("dispatch")
def storm_mode(request: SignedInRequest) -> HttpResponse:
    """Switch storm mode for the company."""
    org = get_object_or_404(Unit, pk=request.user.org_id)
    storm.switch(org, on=request.POST.get("on") == "1", by=request.user, at=timezone.now())
    return redirect("fieldwork:board")


def _crew(request: SignedInRequest) -> Unit:
    return get_object_or_404(Unit, pk=_uuid(request.POST.get("crew")), pk__in=request.user.units("dispatch"))


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
