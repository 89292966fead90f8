"""Beside the one call on the screen: the calendar of appointments, the figures of a day or month, handing over."""

from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.requests import SignedInRequest
from accounts.roles import Role
from servicedesk.lib.gate import may
from surveys.actions.handing_over import hand_over
from surveys.models import Callback
from surveys.summary import COUNTED, behind, span_of, summary
from tickets.actions.telling import with_role

DAYS, MOST = 14, 300


@require_GET
@may("callback")
def calendar(request: SignedInRequest) -> HttpResponse:
    """What was agreed with customers, day by day: mine, or for who leads everybody's."""
    at = timezone.now()
    first = _day(request.GET.get("from"), timezone.localdate(at))
    begin = timezone.localtime(at).replace(
        year=first.year, month=first.month, day=first.day, hour=0, minute=0, second=0
    )
    rows = Callback.objects.open().visible_to(request.user).filter(appointment_at__isnull=False)
    if not request.user.may("hand_over_calls"):
        rows = rows.fit_for(request.user).free_for(request.user)
    ahead = rows.filter(appointment_at__gte=begin, appointment_at__lt=begin + timedelta(days=DAYS)).for_page()
    missed = rows.filter(appointment_at__lt=at - timedelta(minutes=10)).for_page().order_by("appointment_at")[:50]
    days = groupby(
        ahead.order_by("appointment_at", "pk")[:MOST], key=lambda one: timezone.localdate(one.appointment_at)
    )
    facts = {"days": [(day, list(some)) for day, some in days], "missed": missed, "first": first, "page_time": at}
    facts |= {"earlier": first - timedelta(days=DAYS), "later": first + timedelta(days=DAYS), "rail_here": "callback"}
    facts["may_lead"] = request.user.may("hand_over_calls")
    return render(request, "surveys/calendar.html", facts)


@require_GET
@may("callback")
def figures(request: SignedInRequest) -> HttpResponse:
    """A day or a month in figures; each leads to its list."""
    at = timezone.now()
    words = request.GET.get("of", "")
    span = span_of(words, today=timezone.localdate(at))
    facts = {"span": span, "of": words if len(words) == 7 else span.first.isoformat(), "page_time": at}
    facts |= {"may_lead": request.user.may("hand_over_calls"), "counted": COUNTED, "rail_here": "callback"} | summary(
        request.user, span
    )
    what = request.GET.get("what", "")
    if what in COUNTED:
        rows = list(behind(request.user, span, what=what, agent=_key(request.GET.get("agent"))))
        facts |= {"rows": rows[:MOST], "count": len(rows), "what": COUNTED[what][0]}
    return render(request, "surveys/summary.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@may("hand_over_calls")
def handover(request: SignedInRequest) -> HttpResponse:
    """Choose callbacks and who takes them; each row says what became of it."""
    at = timezone.now()
    agents = (
        [one for one in with_role(Role.CALLBACK, request.user.home) if one.org_id == request.user.org_id]
        if request.user.home
        else []
    )
    agent = _key(request.GET.get("agent"))
    done = []
    if request.method == "POST":
        to = (
            User.objects.filter(pk__in=[key] if (key := _key(request.POST.get("to"))) else [])
            .filter(pk__in=[one.pk for one in agents])
            .first()
        )
        keys = [UUID(one) for one in request.POST.getlist("callback") if _key(one)]
        done = hand_over(keys, to=to, by=request.user, at=at)
    rows = Callback.objects.open().visible_to(request.user).for_page().order_by("agent__name", "due_at", "pk")
    rows = rows.filter(agent__pk=agent) if agent else rows
    facts = {
        "rows": rows[:MOST],
        "agents": agents,
        "agent": agent,
        "done": done,
        "page_time": at,
        "rail_here": "callback",
    }
    return render(request, "surveys/handover.html", facts)


def _day(text: str | None, today: date) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return today


def _key(text: str | None) -> str:
    try:
        return str(UUID(text or ""))
    except ValueError:
        return ""
