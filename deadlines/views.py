"""The company's service standards: listed, tried, revised; its calendars and official notices."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Unit
from accounts.requests import SignedInRequest
from deadlines import actions
from deadlines.forms import Notice, Revise, Try
from deadlines.models import WorkCalendar
from deadlines.models.calendars import pure_calendar
from deadlines.notice import effects
from deadlines.publishing import clashes, publish_calendar
from deadlines.reading import by_kind, calendar_of, calendars_of, company_of, foreseen, lines_of, versions_of
from deadlines.yearly import ENOUGH, YEARS, days_known, year_of
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal

# Calendars have an address of their own, and belong to the same stop of the rail.
HERE = {"rail_here": "standards"}


def _company(request: SignedInRequest) -> Unit:
    return company_of(request.user, request.GET.get("org", ""))


@require_GET
@may("standards")
def promises(request: SignedInRequest) -> HttpResponse:
    """The company's lines, kind by kind, with the promise that each one names."""
    org, now = _company(request), timezone.now()
    rules = lines_of(org, now)
    facts = {"org": org, "kinds": by_kind(rules), "clashes": clashes(rules), "now": now}
    return render(request, "deadlines/promises.html", facts)


@require_GET
@may("standards")
def promise(request: SignedInRequest, code: str) -> HttpResponse:
    """One promise with all its versions and the lines that name it."""
    org, now = _company(request), timezone.now()
    versions = versions_of(org, code)
    lines = [rule for rule in lines_of(org, now) if rule.promise.code == code]
    facts = {"org": org, "versions": versions, "promise": versions[0].promise, "lines": lines, "now": now}
    return render(request, "deadlines/promise.html", facts | {"may_revise": request.user.may("manage")})


@require_http_methods(["GET", "HEAD", "POST"])
@may("manage")
def revise(request: SignedInRequest, code: str) -> HttpResponse:
    """Write a new version: looked at first, then published; cases already promised keep theirs."""
    org, now = _company(request), timezone.now()
    newest = versions_of(org, code)[0].promise
    form = Revise(request.POST or None, org=org, promise=newest, at=now)
    facts: dict[str, Any] = {"org": org, "promise": newest, "form": form}
    if not form.is_bound or not form.is_valid():
        return render(request, "deadlines/revise.html", facts, status=422 if form.is_bound else 200)
    try:
        facts["difference"] = form.preview()
        if request.POST.get("do") == "publish":
            return _publish(request, form, org)
    except Refusal as refusal:
        return render(request, "deadlines/revise.html", facts | {"refusal": refusal.sentence()}, status=refusal.status)
    return render(request, "deadlines/revise.html", facts)


def _publish(request: SignedInRequest, form: Revise, org: Unit) -> HttpResponse:
    seen = versions_of(org, form.promise.code)
    named = next((one.promise for one in seen if str(one.promise.version) == request.POST.get("version")), form.promise)
    fresh = actions.revise(named, by=request.user, at=form.at, org=org, **form.changes)
    messages.success(request, _("Version %(version)s is published.") % {"version": fresh.version})
    return redirect("deadlines:promise", fresh.code)


@require_GET
@may("standards")
def attempt(request: SignedInRequest) -> HttpResponse:
    """Try a promise or a limit from a start; everything stands in the address."""
    org = _company(request)
    form = Try(request.GET if "start" in request.GET else None, org=org, initial={"start": timezone.now()})
    wrong = form.is_bound and not form.is_valid()
    return render(request, "deadlines/try.html", {"form": form, "org": org}, status=422 if wrong else 200)


@require_GET
@may("standards")
def calendars(request: SignedInRequest) -> HttpResponse:
    """A year of a calendar, and how far the official notices reach."""
    org, today = _company(request), timezone.localdate()
    known = calendars_of(org)
    chosen = calendar_of(org, request.GET.get("code", "cn-office"), request.GET.get("version", ""))
    year = request.GET.get("year", "")
    shown = int(year) if year.isascii() and year.isdigit() and int(year[:5]) in YEARS else today.year
    facts = HERE | {"org": org, "calendar": chosen, "year": shown, "months": year_of(pure_calendar(chosen.pk), shown)}
    facts |= {"usual": {row.code: row for row in reversed(known.values())}, "today": today}
    facts |= {"versions": [row for row in known.values() if row.code == chosen.code], "enough": ENOUGH}
    facts |= {"left": days_known(chosen.official_until, today), "may_publish": request.user.may("manage")}
    return render(request, "deadlines/calendars.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@may("manage")
def notice(request: SignedInRequest, code: str) -> HttpResponse:
    """Take an official notice: looked at first, then published as the company's new calendar version."""
    org = _company(request)
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
