"""The company's calendars: a year on the wall, official notices, opening hours written in the browser."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Unit
from accounts.requests import SignedInRequest
from deadlines.hoursform import WEEKDAYS, Hours
from deadlines.models import WorkCalendar
from deadlines.models.calendars import pure_calendar
from deadlines.notice import effects
from deadlines.noticeform import Notice
from deadlines.opening import publish_hours
from deadlines.publishing import publish_calendar
from deadlines.reading import calendar_of, calendars_of, foreseen, halls_of
from deadlines.views.here import company_here
from deadlines.yearly import ENOUGH, YEARS, days_known, weeks_of, year_of
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal

# Calendars have an address of their own, and belong to the same stop of the rail.
HERE = {"rail_here": "standards"}


@require_GET
@may("standards")
def calendars(request: SignedInRequest) -> HttpResponse:
    """A year of a calendar, and how far the official notices reach."""
    org, today = company_here(request), timezone.localdate()
    known = calendars_of(org)
    halls = halls_of(org)
    hall = next((one for one in halls if one.code == request.GET.get("hall")), None)
    chosen = calendar_of(org, request.GET.get("code", "cn-office"), request.GET.get("version", ""), hall)
    year = request.GET.get("year", "")
    shown = int(year) if year.isascii() and year.isdigit() and int(year[:5]) in YEARS else today.year
    facts = HERE | {"org": org, "calendar": chosen, "year": shown, "months": year_of(pure_calendar(chosen.pk), shown)}
    facts |= {"usual": {row.code: row for row in reversed(known.values())}, "today": today}
    same = [row for row in known.values() if (row.code, row.hall_id) == (chosen.code, chosen.hall_id)]
    facts |= {"versions": same, "enough": ENOUGH, "halls": halls, "hall": hall or chosen.hall}
    facts |= {"weeks": weeks_of(chosen), "weekdays": WEEKDAYS}
    facts |= {"left": days_known(chosen.official_until, today), "may_publish": request.user.may("manage")}
    return render(request, "deadlines/calendars.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@may("manage")
def notice(request: SignedInRequest, code: str) -> HttpResponse:
    """Take an official notice: looked at first, then published as the company's new calendar version."""
    org = company_here(request)
    before = calendar_of(org, code)
    form = Notice(request.POST or None, request.FILES or None)
    facts: dict[str, Any] = HERE | {"org": org, "calendar": before, "form": form}
    if not form.is_bound or not form.is_valid():
        return render(request, "deadlines/notice.html", facts, status=422 if form.is_bound else 200)
    try:
        if request.POST.get("do") == "publish":
            return _take(request, form, org, before)
    except Refusal as refusal:
        return render(request, "deadlines/notice.html", facts | {"refusal": refusal.sentence()}, status=refusal.status)
    facts |= {"effects": effects(form.cleaned_data["days"], pure_calendar(before.pk), foreseen(before))}
    return render(request, "deadlines/notice.html", facts | {"form": form.seen})


def _take(request: SignedInRequest, form: Notice, org: Unit, before: WorkCalendar) -> HttpResponse:
    seen = calendar_of(org, before.code, request.POST.get("version", "")[:9])
    told = {name: form.cleaned_data[name] for name in ("days", "official_until", "source")}
    fresh = publish_calendar(seen, org=org, by=request.user, at=timezone.now(), **told)
    messages.success(request, _("Version %(version)s is published.") % {"version": fresh.version})
    return redirect(
        f"{reverse('deadlines:calendars')}?code={fresh.code}&year={form.cleaned_data['days'][-1].date.year}"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@may("manage")
def hours(request: SignedInRequest, code: str) -> HttpResponse:
    """Write the hours of the week and of the seasons; published, they are a new version."""
    org = company_here(request)
    halls = halls_of(org)
    hall = next((one for one in halls if one.code == request.GET.get("hall")), None)
    before = calendar_of(org, code, hall=hall)
    form = Hours(request.POST or None, before=before, hall=hall)
    facts = {"org": org, "calendar": before, "form": form, "halls": halls, "hall": hall} | HERE
    if not form.is_bound or not form.is_valid():
        return render(request, "deadlines/hours.html", facts, status=422 if form.is_bound else 200)
    try:
        return _publish_hours(request, form)
    except Refusal as refusal:
        return render(request, "deadlines/hours.html", facts | {"refusal": refusal.sentence()}, status=refusal.status)


def _publish_hours(request: SignedInRequest, form: Hours) -> HttpResponse:
    org = company_here(request)
    seen = calendar_of(org, form.before.code, request.POST.get("version", "")[:9] or "0")
    told: dict[str, Any] = {"weekly": form.weekly, "seasons": form.seasons, "hall": form.hall}
    fresh = publish_hours(seen, org=org, by=request.user, at=timezone.now(), **told)
    messages.success(request, _("Version %(version)s is published.") % {"version": fresh.version})
    here = {"code": fresh.code} | ({"hall": form.hall.code} if form.hall else {})
    return redirect(f"{reverse('deadlines:calendars')}?{urlencode(here)}")
