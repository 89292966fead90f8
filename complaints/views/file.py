"""The complaint desk: its lanes, and one complaint from registration to answer."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from complaints import actions
from complaints.forms import StepForm
from complaints.lanes import aside_tabs, complaints_of, lanes_of
from complaints.lifecycle import LANES
from complaints.sheet import FORMS, sheet
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.actions import closing
from tickets.models import Ticket

MOST = 200
DONE = {
    "accept": _("You have taken it on."),
    "contact": _("The call is written down."),
    "verify": _("The finding is written down."),
    "draft": _("The draft is saved; somebody else reviews it."),
    "review": _("The review is written down."),
    "reply": _("The answer is saved; the customer is told and will be called back."),
    "away": _("They are kept away from this case."),
    "exempt": _("Closed without a callback."),
}


@require_GET
@may("complaints")
def desk(request: SignedInRequest) -> HttpResponse:
    """The lanes with both clocks, sorted by time left; a tab shows one lane alone."""
    asked = request.GET.get("lane", "")
    only = asked if asked in {lane.code for lane in LANES} else ""
    lanes = lanes_of(request.user, only=only, most=MOST)
    shown = [filled for filled in lanes if only in ("", filled.lane.code)]
    facts = {"lanes": lanes, "shown": shown, "only": only, "total": sum(filled.count for filled in lanes)}
    tabs, rows = aside_tabs(request.user, only=asked, most=MOST)
    word = next((word for code, word, _count in tabs if code == asked), "")
    facts |= {"asides": tabs, "aside": asked if word else "", "aside_rows": rows, "aside_lane": {"name": word}}
    return render(request, "complaints/desk.html", facts)


@require_GET
@may("complaint_file")
def detail(request: SignedInRequest, number: str) -> HttpResponse:
    """One complaint, its sections stacked, with the forms of what may be done next."""
    return show(request, number)


@require_POST
@may("complaints")
def accept(request: SignedInRequest, number: str) -> HttpResponse:
    """Take it on."""
    return _do(request, number, "accept", actions.accept)


@require_POST
@may("contact")
def contact(request: SignedInRequest, number: str) -> HttpResponse:
    """The first contact, or one more attempt at it."""
    return _do(request, number, "contact", actions.contact)


@require_POST
@may("verify")
def verify(request: SignedInRequest, number: str) -> HttpResponse:
    """The verdict with its finding."""
    return _do(request, number, "verify", actions.verify)


@require_POST
@may("reply")
def draft(request: SignedInRequest, number: str) -> HttpResponse:
    """The answer, before it is reviewed."""
    return _do(request, number, "draft", actions.draft)


@require_POST
@may("review_reply")
def review(request: SignedInRequest, number: str) -> HttpResponse:
    """Approved or sent back, by somebody else."""
    return _do(request, number, "review", actions.review)


@require_POST
@may("reply")
def reply(request: SignedInRequest, number: str) -> HttpResponse:
    """The written answer."""
    return _do(request, number, "reply", actions.reply)


@require_POST
@may("complaints")
def keep_away(request: SignedInRequest, number: str) -> HttpResponse:
    """Whom it is about."""
    return _do(request, number, "away", actions.keep_away)


@require_POST
@may("board")
def exempt(request: SignedInRequest, number: str) -> HttpResponse:
    """A supervisor spares this customer the callback."""
    return _do(request, number, "exempt", closing.close)


def _do(request: SignedInRequest, number: str, step: str, act: Callable[..., Ticket]) -> HttpResponse:
    """Take the step with what was typed; if it is refused, show the page again with everything still in it."""
    ticket, status = visible(request, number), 422
    form = FORMS[step](request.POST, ticket=ticket)
    if form.is_valid():
        try:
            act(ticket, **form.told(), by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
            status = refusal.status
        else:
            messages.success(request, DONE[step])
            return redirect("complaints:detail", number)
    return show(request, number, typed={step: form}, status=status)


def visible(request: SignedInRequest, number: str) -> Ticket:
    rows = complaints_of(request.user).for_list().select_related("complaint", "customer", "org")
    return get_object_or_404(rows, number=number)


def show(
    request: SignedInRequest, number: str, *, typed: dict[str, StepForm] | None = None, status: int = 200
) -> HttpResponse:
    ticket = visible(request, number)
    facts = sheet(ticket, user=request.user, at=timezone.now(), typed=typed or {})
    return render(request, "complaints/detail.html", facts, status=status)
