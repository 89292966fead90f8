"""One hidden number, shown once, and logged."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from tickets.actions.revealing import reveal_contact
from tickets.family import reached


@require_POST
@may("reveal")
def contact(request: SignedInRequest, number: str) -> HttpResponse:
    """Show the contact number of a case in place of its mask."""
    ticket = reached(request.user, number)
    if ticket is None:
        raise Http404
    shown = reveal_contact(ticket, by=request.user, at=timezone.now())
    context = {"number": shown, "shown": True, "call": True}
    template = "parts/_phone.html" if request.headers.get("HX-Request") else "tickets/revealed.html"
    return render(request, template, context | {"ticket": ticket})
