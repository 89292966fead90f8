"""Drafts of the counter's sheet, the undo of a registration, advice without a ticket."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.actions import drafting
from tickets.actions.undoing import undo
from tickets.actions.visiting import begin, current_visit, settle_on_the_spot
from tickets.counter import key_of, sit_down
from tickets.known_already import known_outage
from tickets.models import Draft, Ticket, VisitState
from tickets.views.drawing import draw_blank, draw_filled, is_part, keep_sheet


@require_POST
@may("register")
def save(request: SignedInRequest) -> HttpResponse:
    """Every change of the sheet, a moment after it; whoever was called has come when the first word is written."""
    at = timezone.now()
    draft = keep_sheet(request, at=at)
    visit = current_visit(request.user) if draft and draft.channel == "counter" else None
    if visit and visit.state == VisitState.CALLED:
        begin(visit, by=request.user)
    if draft is None:
        return HttpResponse(status=204)
    return HttpResponse(f"{timezone.localtime(draft.saved_at):%H:%M:%S}", content_type="text/plain; charset=utf-8")


@require_GET
@may("register")
def mine(request: SignedInRequest) -> HttpResponse:
    """My drafts, as the strip above the sheet shows them."""
    drafts = drafting.drafts_of(request.user, but=key_of(request.GET.get("sheet")))
    return render(request, "tickets/_drafts.html", {"drafts": drafts})


@require_POST
@may("register")
def park(request: SignedInRequest) -> HttpResponse:
    """Put this sheet aside and begin another one."""
    kept = keep_sheet(request, at=timezone.now())
    return draw_blank(request, {"said": _("Put aside.") if kept else ""})


@require_POST
@may("register")
def resume(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Go on with a draft; what lies on the desk is put aside first, never replaced."""
    draft = _mine(request, pk)
    keep_sheet(request, at=timezone.now())
    return draw_filled(request, drafting.words_of(draft), {})


@require_POST
@may("register")
def throw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Throw a draft away; for some seconds it can be fetched back. The sheet on the desk stays as it is."""
    draft = drafting.throw_away(_mine(request, pk), at=timezone.now())
    if not is_part(request):
        return draw_filled(request, _on_the_desk(request), {"binned": draft})
    drafts = drafting.drafts_of(request.user, but=key_of(request.POST.get("sheet")))
    return render(request, "tickets/_drafts.html", {"drafts": drafts, "binned": draft})


@require_POST
@may("register")
def clear(request: SignedInRequest) -> HttpResponse:
    """Esc Esc: an empty sheet; what stood on it lies in the bin for some seconds."""
    at = timezone.now()
    kept = keep_sheet(request, at=at)
    told: dict[str, Any] = {"binned": drafting.throw_away(kept, at=at)} if kept else {}
    return draw_blank(request, told, channel=request.POST.get("channel", ""))


@require_POST
@may("register")
def fetch(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Out of the bin, onto the desk."""
    keep_sheet(request, at=timezone.now())
    try:
        draft = drafting.bring_back(_mine(request, pk), at=timezone.now())
    except Refusal as refusal:
        return draw_blank(request, {"not_saved": refusal.sentence()}, status=refusal.status)
    return draw_filled(request, drafting.words_of(draft), {})


@require_POST
@may("undo")
def undo_registration(request: SignedInRequest, number: str) -> HttpResponse:
    """撤销: the case is undone and its sheet lies on the desk again, as it was; what was begun meanwhile is put aside."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), number=number)
    keep_sheet(request, at=timezone.now())
    try:
        undo(ticket, by=request.user)
    except Refusal as refusal:
        return draw_filled(request, _on_the_desk(request), {"not_saved": refusal.sentence()}, refusal.status)
    draft = drafting.as_it_was(ticket, by=request.user, at=timezone.now())
    said = {"said": _("%(number)s is undone; nobody was told.") % {"number": ticket.short_number}}
    return draw_filled(request, drafting.words_of(draft), said) if draft else draw_blank(request, said)


@require_POST
@may("visit")
def settle(request: SignedInRequest) -> HttpResponse:
    """Advice that needs no ticket is written down, and the desk is free again."""
    counter, sheet = sit_down(request.user, request.POST, at=timezone.now()), key_of(request.POST.get("sheet"))
    if counter.hall is None or sheet is None:
        return redirect("tickets:intake")
    about = counter.choice.category or counter.choice.top
    told, customer = known_outage(counter, request.POST), counter.card.customer if counter.card else None
    words = f"{told.number} {told.title}" if told else request.POST.get("description", "")
    try:
        settle_on_the_spot(counter.hall, sheet=sheet, by=request.user, category=about, words=words, customer=customer)
    except Refusal as refusal:
        return draw_filled(request, _on_the_desk(request), {"not_saved": refusal.sentence()}, refusal.status)
    drafting.drop_draft(sheet=sheet, by=request.user)
    return draw_blank(request, {"said": _("Written down: settled on the spot, %(about)s") % {"about": about or words}})


def _mine(request: SignedInRequest, pk: UUID) -> Draft:
    return get_object_or_404(Draft.objects.of(request.user), pk=pk)


def _on_the_desk(request: SignedInRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.POST.items()}
