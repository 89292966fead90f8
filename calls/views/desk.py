"""My own calls: where I sit, what rings, what was."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from calls.actions.seating import get_up, sit_at
from calls.figures import outcome
from calls.lifecycle import State
from calls.models import Call, CallRule, ReturnCall
from calls.popping import strip_for, turns_before, version_of
from calls.reading import SEATED, seat_of
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from servicedesk.lib.refusals import Refusal

SHOWS = ("all", "answered", "missed", "out")


@require_GET
@may("calls")
def mine(request: SignedInRequest) -> HttpResponse:
    """My calls, now and before; where I sit."""
    return _page(request)


def _page(request: SignedInRequest, *, refusal: str = "", typed: str = "", status: int = 200) -> HttpResponse:
    user, at = request.user, timezone.now()
    show = request.GET.get("show", "all")
    show = show if show in SHOWS else "all"
    rows = Call.objects.visible_to(user).at_phone_of(user)
    rows = rows.filter(state=State.MISSED, direction=Call.Direction.IN) if show == "missed" else rows
    rows = rows.filter(outcome(show, CallRule.of(user.org_id).answer_within)) if show in ("answered", "out") else rows
    seat = seat_of(user, at)
    if request.session.get(SEATED, False) != (seat is not None):
        request.session[SEATED] = seat is not None
    context = {
        "seat": seat,
        "strip": strip_for(user, turns_before(user, at)),
        "pager": newest_first(rows.for_list(), request.GET, by="began_at"),
        "show": show,
        "owed": ReturnCall.objects.visible_to(user).open().filter(owner=user).for_list().order_by("due_at")[:20],
        "refusal": refusal,
        "typed": typed,
        "rail_here": "calls",
    }
    return render(request, "calls/mine.html", context, status=status)


@require_GET
@may("calls")
def now(request: SignedInRequest) -> HttpResponse:
    """What the strip asks for every moment: 204 while nothing has changed, else the strip."""
    turns = turns_before(request.user, timezone.now())
    version = version_of(turns)
    if version == request.GET.get("since", ""):
        return HttpResponse(status=204)
    context = {"strip": strip_for(request.user, turns), "is_strip": True}
    answer = render(request, "calls/_strip.html", context)
    answer["X-Call-Version"] = version
    return answer


@require_POST
@may("calls")
def sit(request: SignedInRequest) -> HttpResponse:
    """Sit down at an extension, or get up."""
    at = timezone.now()
    if request.POST.get("leave"):
        get_up(request.user, at=at)
        request.session[SEATED] = False
        messages.success(request, _("You sit at no telephone any more."))
        return redirect("calls:mine")
    typed = request.POST.get("extension", "")[:40]
    try:
        seat = sit_at(typed, by=request.user, at=at)
    except Refusal as refusal:
        return _page(request, refusal=refusal.sentence(), typed=typed, status=refusal.status)
    request.session[SEATED] = True
    messages.success(request, _("You sit at extension %(extension)s.") % {"extension": seat.extension})
    return redirect("calls:mine")
