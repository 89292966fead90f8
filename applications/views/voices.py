"""What the page of a ticket offers for praise, suggestions and appeals."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from applications.actions import voices
from applications.forms import WhomForm, seen_version
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.models import Ticket

Who = dict[str, Any]
ADOPTED = {"yes": True, "no": False}
DONE = {
    "convey": _("The praise is passed on."),
    "decide": _("Decided; the customer is told."),
    "against": _("Whoever decided that case is kept away from this one."),
    "judge": _("Decided; the customer is told."),
}


def _convey(ticket: Ticket, request: SignedInRequest, who: Who) -> Ticket:
    form = WhomForm(request.POST, org=ticket.org_id)
    named = form.cleaned_data if form.is_valid() else {}
    return voices.convey(ticket, person=named.get("person"), unit=named.get("unit"), **who)


def _decide(ticket: Ticket, request: SignedInRequest, who: Who) -> Ticket:
    told = request.POST
    adopted = ADOPTED.get(told.get("adopted", ""))
    return voices.decide(
        ticket, adopted=adopted, reason=told.get("reason", "")[:500], text=told.get("text", "")[:5000], **who
    )


def _judge(ticket: Ticket, request: SignedInRequest, who: Who) -> Ticket:
    told = request.POST
    verdict, text = told.get("verdict", ""), told.get("text", "")[:5000]
    return voices.judge(ticket, verdict=verdict, text=text, reopen=told.get("reopen") == "on", **who)


ACTS: dict[str, Callable[[Ticket, SignedInRequest, Who], Ticket]] = {
    "convey": _convey,
    "decide": _decide,
    "against": lambda ticket, request, who: voices.name_case(ticket, number=request.POST.get("number", "")[:24], **who),
    "judge": _judge,
}


@require_POST
@may("read")
def act(request: SignedInRequest, number: str, act: str) -> HttpResponse:
    """Take the step; a refusal is said on the page of the ticket."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), number=number)
    if act not in ACTS:
        raise Http404
    try:
        ACTS[act](ticket, request, {"by": request.user, "version": seen_version(request.POST)})
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.error(request, refusal.sentence())
    else:
        messages.success(request, str(DONE[act]))
    is_there = Ticket.objects.visible_to(request.user).filter(pk=ticket.pk).exists()
    return redirect("tickets:detail", number) if is_there else redirect("/my/")
