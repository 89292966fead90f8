"""The live part of a ticket's page, following a ticket, and its print."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.actions import audit
from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from tickets.actions import watching
from tickets.family import relatives_of
from tickets.history import history_of
from tickets.milestones import clocks_of_ticket, milestones_of
from tickets.models import Ticket
from tickets.presence import others_at, stay

COPIES = ("internal", "customer")


@require_POST
@may("read")
def here(request: SignedInRequest, number: str) -> HttpResponse:
    """Every twenty seconds: I am here; who else is, and how much has happened since the page was drawn."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), number=number)
    now, seen = timezone.now(), request.POST.get("seq", "")
    stay(ticket, request.user, writing=request.POST.get("writing", ""), at=now)
    news = ticket.seq - int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    context = {"ticket": ticket, "here": others_at(ticket, request.user, at=now), "news": max(0, news)}
    return render(request, "tickets/_here.html", context)


@require_POST
@may("follow")
def follow(request: SignedInRequest, number: str) -> HttpResponse:
    """Follow a ticket, or no longer; whoever follows sees it and is told of its steps."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), number=number)
    on = not request.POST.get("off")
    watching.follow(ticket, by=request.user, on=on)
    if not on:
        messages.success(request, _("You no longer follow this ticket."))
        return redirect("tickets:my")
    messages.success(request, _("You follow this ticket: you are told of each step."))
    return redirect("tickets:detail", number)


@require_GET
@may("read")
def paper(request: SignedInRequest, number: str) -> HttpResponse:
    """The ticket on A4: for the house with everything, or for the customer without what is internal. It is on record."""
    rows = Ticket.objects.visible_to(request.user).for_list().select_related("supply_point", "org")
    ticket, now = get_object_or_404(rows, number=number), timezone.now()
    copy = request.GET.get("copy", "internal")
    copy = copy if copy in COPIES else "internal"
    clocks, items = clocks_of_ticket(ticket), history_of(ticket)
    audit(what="ticket_printed", by=request.user, at=now, facts={"ticket": ticket.number, "copy": copy})
    context = {
        "ticket": ticket,
        "copy": copy,
        "milestones": milestones_of(ticket, clocks, at=now),
        "items": [item for item in reversed(items) if copy == "internal" or item.audience == "customer"],
        "relatives": relatives_of(ticket, request.user) if copy == "internal" else [],
        "page_time": now,
    }
    return render(request, "print/ticket.html", context)
