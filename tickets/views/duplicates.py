"""Before the questions: whether it is known already, and what to do instead of registering it once more."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.actions import repeating
from tickets.actions.drafting import drop_draft
from tickets.actions.spine import require
from tickets.counter import key_of, sit_down
from tickets.known_already import hints_at, off_at, typed_by_hand
from tickets.models import Ticket
from tickets.sentences import tell
from tickets.views.drawing import draw_blank, is_part, redrawn


@require_POST
@may("register")
def duplicates(request: SignedInRequest) -> HttpResponse:
    """The band under the category, asked for again whenever customer, category or contact change."""
    counter = sit_down(request.user, request.POST, at=timezone.now())
    context: dict[str, Any] = {"hints": hints_at(counter, request.POST), "off": off_at(counter, request.POST)}
    context |= {"counter": counter, "picked": request.POST.get("parent", "")}
    return render(request, "tickets/_duplicates.html", context)


@require_POST
@may("repeat")
def again(request: SignedInRequest, number: str) -> HttpResponse:
    """U: the customer came again about a case that is being worked on; counted there, urged, and the sheet is blank."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), number=number)
    require(ticket, "repeat", by=request.user)
    try:
        text = typed_by_hand(request.POST, "description")[:5000]
        ticket = repeating.repeat(ticket, text=text, by=request.user)
    except Refusal as refusal:
        return redrawn(request, {"refusal": refusal.sentence()})
    sheet = key_of(request.POST.get("sheet", ""))
    if sheet is not None:
        drop_draft(sheet=sheet, by=request.user)
    if is_part(request):
        return draw_blank(request, {"repeated": ticket}, channel=request.POST.get("channel", ""))
    messages.success(request, tell(ticket.timeline.filter(what="repeat").latest("seq")))
    return redirect("tickets:detail", number)
