"""The queue at the counter: call, begin, end; and the hall's day for whoever leads it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.actions import numbers, visiting, windows
from tickets.counter import key_of, sit_down
from tickets.hallday import day_of, halls_to_watch, usual_hall
from tickets.models import Visit, Window
from tickets.queueing import line_of
from tickets.views.drawing import draw_blank, draw_filled, is_part, keep_sheet

VERBS: dict[str, Callable[..., Visit]] = {
    "begin": visiting.begin,
    "recall": visiting.recall,
    "abandon": visiting.abandon,
}


@require_POST
@may("visit")
def call_next(request: SignedInRequest) -> HttpResponse:
    """F8: whoever waits longest; what lies on the desk is put aside for the one it belongs to."""
    counter = sit_down(request.user, request.POST, at=timezone.now())
    if counter.hall is None:
        return redirect("tickets:intake")
    kept = keep_sheet(request, at=counter.at)
    try:
        visit = visiting.call_next(counter.hall, by=request.user)
    except Refusal as refusal:
        return draw_filled(request, request.POST.dict(), {"not_saved": refusal.sentence()}, refusal.status)
    if visit is None and kept:
        return draw_filled(request, request.POST.dict(), {"said": _("Nobody is waiting.")})
    return draw_blank(request, {} if visit else {"said": _("Nobody is waiting.")})


@require_POST
@may("visit")
def end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Served: the pad asks the customer, and so does the strip above the empty sheet."""
    keep_sheet(request, at=timezone.now())
    try:
        ended = visiting.end(_visit(request, pk), by=request.user)
    except Refusal as refusal:
        return draw_blank(request, {"not_saved": refusal.sentence()}, status=refusal.status)
    return draw_blank(request, {"ended": ended})


@require_POST
@may("visit")
def act(request: SignedInRequest, pk: UUID, verb: str) -> HttpResponse:
    """Begin, call again, not there: the sheet stays as it is."""
    if verb not in VERBS:
        raise Http404
    try:
        VERBS[verb](_visit(request, pk), by=request.user)
    except Refusal as refusal:
        if not is_part(request):
            raise
        return _bar(request, {"trouble": refusal.sentence()}, status=refusal.status)
    return _bar(request, {}) if is_part(request) else redirect("tickets:intake")


@require_POST
@may("visit")
def rate(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The customer says at the clerk's screen how it was."""
    score = request.POST.get("score", "")
    visiting.rate(_visit(request, pk), score=int(score) if score.isdigit() else 0, at=timezone.now(), on_pad=False)
    said = _("The rating is kept. Thank you.")
    if is_part(request):
        return render(request, "visits/_rated.html", {"said": said})
    messages.success(request, said)
    return redirect("tickets:intake")


@require_POST
@may("visit")
def sit(request: SignedInRequest) -> HttpResponse:
    """At which window I sit."""
    pk = key_of(request.POST.get("window"))
    rows = Window.objects.filter(hall__in=request.user.units("visit"), is_active=True)
    windows.sit(get_object_or_404(rows, pk=pk) if pk else None, by=request.user)
    return redirect("tickets:intake")


@require_GET
@may("visit")
def bar(request: SignedInRequest) -> HttpResponse:
    """The queue, every so often."""
    return _bar(request, {})


@require_GET
@may("visits")
def day(request: SignedInRequest) -> HttpResponse:
    """Today in a hall: who waits, who was served, how long it took, what they thought."""
    at = timezone.now()
    halls = halls_to_watch(request.user)
    hall = next((one for one in halls if one.code == request.GET.get("hall")), usual_hall(halls, request.user))
    context: dict[str, Any] = {"halls": halls, "hall": hall, "day": day_of(hall, at=at) if hall else None}
    context["may_draw"] = hall is not None and request.user.may_at("take_number", hall.pk)
    return render(request, "visits/day.html", context)


@require_POST
@may("take_number")
def take(request: SignedInRequest) -> HttpResponse:
    """Draw a number by hand, for a hall whose machine is down."""
    pk = key_of(request.POST.get("hall"))
    hall = next((one for one in halls_to_watch(request.user, verb="take_number") if one.pk == pk), None)
    if hall is None:
        raise Http404
    visit = numbers.take_number(hall, by=request.user)
    messages.success(request, _("Number %(number)s is drawn.") % {"number": visit.number})
    return redirect(f"/visits/?hall={hall.code}" if request.user.may("visits") else "/intake/")


def _visit(request: SignedInRequest, pk: UUID) -> Visit:
    return get_object_or_404(Visit.objects.visible_to(request.user), pk=pk)


def _bar(request: SignedInRequest, told: dict[str, Any], status: int = 200) -> HttpResponse:
    where = request.POST if request.method == "POST" else request.GET
    counter = sit_down(request.user, where, at=timezone.now())
    line = line_of(request.user, counter.hall, at=counter.at)
    return render(request, "tickets/_visit.html", {"line": line, "counter": counter} | told, status=status)
