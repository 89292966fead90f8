"""The cases of an outage: joined in one step, one refused, one let go."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from restoration.actions import joining, joining_many, joining_under_way, releasing
from restoration.models import OutageJoining
from restoration.views.sheet import page, seen_outage
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.models import Ticket


@require_POST
@may("outage")
def join(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let the chosen candidates go along; without a choice all of them. A few at once, many as a job."""
    one, chosen = seen_outage(request, pk), request.POST.getlist("ticket")
    wanted = Ticket.objects.visible_to(request.user).filter(number__in=chosen).values_list("pk", flat=True)
    try:
        job = joining_many.join_all(one, wanted if chosen else None, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return page(request, one, {"refusal": refusal.sentence()}, status=refusal.status)
    if job.ended_at is None or job.left_out:
        return redirect("restoration:joining", job.pk)
    return redirect("restoration:outage", one.pk)


@require_GET
@may("outage")
def job(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """How far many tickets have joined, and which did not."""
    rows = OutageJoining.objects.visible_to(request.user).select_related("outage", "by")
    one = get_object_or_404(rows, pk=pk)
    is_part = bool(request.headers.get("HX-Request")) and one.ended_at is None
    facts = {"job": one, "outage": one.outage, "left_out": joining_many.told(one)}
    answer = render(request, "outages/_joining.html" if is_part else "outages/joining.html", facts)
    if request.headers.get("HX-Request") and not is_part:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@may("outage")
def join_under_way(request: SignedInRequest, pk: UUID, number: str) -> HttpResponse:
    """Let a case go along whose crew is under way already."""
    one = seen_outage(request, pk)
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), number=number)
    try:
        joining_under_way.join_under_way(one, ticket, by=request.user, at=timezone.now())
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
