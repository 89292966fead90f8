"""Visits by appointment: choosing a window for a case, and the calendar of a day."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Unit
from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import NotAllowed, Refusal
from tickets.models import Ticket
from worksheets.actions import visits
from worksheets.models import Appointment
from worksheets.windows import moment_of, offers

MOST = 400


@require_http_methods(["GET", "POST"])
@may("appoint")
def choose(request: SignedInRequest, number: str) -> HttpResponse:
    """The windows that are free for this case; one press agrees on it, or moves what was agreed."""
    rows = Ticket.objects.visible_to(request.user).for_list()
    ticket, refusal = get_object_or_404(rows, number=number), None
    if request.method == "POST":
        try:
            starts_at = moment_of(request.POST.get("starts_at", ""))
            visits.book(ticket, starts_at=starts_at, reason=request.POST.get("reason", "")[:200], by=request.user)
        except NotAllowed:
            raise
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, _("The visit is agreed; the customer gets a text message."))
            return redirect("tickets:detail", number)
    by_day = [(day, list(found)) for day, found in groupby(offers(ticket, at=timezone.now()), key=lambda one: one.day)]
    standing = Appointment.objects.filter(ticket=ticket, state="standing").select_related("by").first()
    facts: dict[str, Any] = {"ticket": ticket, "days": by_day, "visit": standing, "typed": request.POST}
    facts["refusal"] = refusal.sentence() if refusal else ""
    return render(request, "worksheets/visit.html", facts, status=refusal.status if refusal else 200)


@require_POST
@may("appoint")
def call_off(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Call a visit off, with the reason."""
    rows = Appointment.objects.filter(ticket__in=Ticket.objects.visible_to(request.user)).select_related("ticket")
    row = get_object_or_404(rows, pk=pk)
    try:
        visits.call_off(row, reason=request.POST.get("reason", ""), by=request.user, at=timezone.now())
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect("worksheets:visit", row.ticket.number)
    messages.success(request, _("The visit is called off."))
    return redirect("tickets:detail", row.ticket.number)


@require_GET
@may("appointments")
def calendar(request: SignedInRequest) -> HttpResponse:
    """The visits of a day, window by window, and how the last thirty days went; printed as it stands."""
    day, hall = _day(request.GET.get("day", "")), request.GET.get("hall", "")
    rows = Appointment.objects.filter(ticket__in=Ticket.objects.visible_to(request.user))
    halls = list(Unit.objects.filter(kind=Unit.Kind.HALL, pk__in=request.user.units("appointments")).order_by("code"))
    chosen = next((one for one in halls if str(one.pk) == hall), None)
    rows = rows.filter(hall=chosen) if chosen else rows
    today = rows.filter(starts_at__date=day).exclude(state__in=("moved", "dropped"))
    beside = ("ticket__unit", "ticket__crew", "ticket__customer", "ticket__category", "hall")
    found = today.select_related(*beside).order_by("starts_at", "ticket__number")[:MOST]
    windows = [(key, list(group)) for key, group in groupby(found, key=lambda one: (one.starts_at, one.ends_at))]
    facts: dict[str, Any] = {
        "day": day,
        "halls": halls,
        "hall": chosen,
        "windows": windows,
        "figures": _figures(rows, day),
    }
    facts |= {"before": day - timedelta(days=1), "after": day + timedelta(days=1), "today": timezone.localdate()}
    name = "print/appointments.html" if "print" in request.GET else "worksheets/appointments.html"
    return render(request, name, facts)


def _figures(rows: Any, day: date) -> dict[str, int]:
    """How many of the thirty days up to this one were kept and missed, and how many visits were moved."""
    month = rows.filter(starts_at__date__gt=day - timedelta(days=30), starts_at__date__lte=day)
    return {state: month.filter(state=state).count() for state in ("kept", "missed", "moved", "dropped")}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
