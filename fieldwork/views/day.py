"""A day of the crews, drawn and as a table."""

from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from fieldwork.day import WIDTH, draw, told_on
from fieldwork.duty import crews_of
from servicedesk.lib.gate import may
from tickets.lifecycle import Kind
from tickets.models import Ticket

MARGIN = 24


@require_GET
@may("dispatch")
def day(request: SignedInRequest) -> HttpResponse:
    """What every crew had on a day, from midnight to midnight of the hall."""
    at = timezone.now()
    on = day_of(request, at)
    begin = timezone.make_aware(datetime.combine(on, time.min))
    end = begin + timedelta(days=1)
    tickets = Ticket.objects.visible_to(request.user).filter(kind__in=(Kind.FAULT, Kind.SERVICE))
    found = told_on(tickets, begin=begin, end=end)
    lines = draw(crews_of(request.user).order_by("code"), found, begin=begin, end=end, at=at)
    height = sum(line.height for line in lines)
    hours = [(hour, round(hour * WIDTH / 24, 1)) for hour in range(0, 25, 2)]
    facts = {"lines": lines, "hours": hours, "width": WIDTH, "height": height, "full": height + MARGIN, "day": on}
    now = (at - begin) / (end - begin) * WIDTH if begin <= at < end else None
    facts |= {
        "now": round(now, 1) if now is not None else None,
        "before": on - timedelta(1),
        "after": on + timedelta(1),
    }
    return render(request, "fieldwork/day.html", facts | {"rail_here": "dispatch", "is_today": now is not None})


def day_of(request: HttpRequest, at: datetime) -> date:
    """The day that was asked for; today where none was, or none that exists."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return timezone.localdate(at)
