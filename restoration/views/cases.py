"""The cases of an outage: joined in one step, one refused, one let go."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from restoration.actions import joining, releasing
from restoration.views.sheet import page, seen_outage
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.models import Ticket


@require_POST
@may("outage")
def join(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let the chosen candidates go along; without a choice all of them."""
    one, chosen = seen_outage(request, pk), request.POST.getlist("ticket")
    wanted = Ticket.objects.visible_to(request.user).filter(number__in=chosen).values_list("pk", flat=True)
    try:
        joining.join(one, wanted if chosen else None, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return page(request, one, {"refusal": refusal.sentence()}, status=refusal.status)
    return redirect("restoration:outage", one.pk)


@require_POST
@may("outage")
def refuse(request: SignedInRequest, pk: UUID, number: str) -> HttpResponse:
    """Say that a candidate is no part of it."""
    one = seen_outage(request, pk)
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), number=number)
    try:
        joining.refuse(one, ticket, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return page(request, one, {"refusal": refusal.sentence()}, status=refusal.status)
    return redirect("restoration:outage", one.pk)


@require_POST
@may("unlink")
def release(request: SignedInRequest, pk: UUID, number: str) -> HttpResponse:
    """Still no power there: let a case go its own way."""
    one = seen_outage(request, pk)
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user).filter(outage_cases__outage=one), number=number)
    try:
        releasing.release(ticket, reason=request.POST.get("reason", ""), by=request.user, at=timezone.now())
    except Refusal as refusal:
        return page(request, one, {"refusal": refusal.sentence()}, status=refusal.status)
    return redirect(f"/t/{ticket.number}/")
