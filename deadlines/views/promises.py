"""The company's service standards: listed, tried, revised."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Unit
from accounts.requests import SignedInRequest
from deadlines import actions
from deadlines.forms import Revise, Try
from deadlines.loading import profiles
from deadlines.publishing import clashes
from deadlines.reading import by_kind, lines_of, profiles_beside, versions_of
from deadlines.views.here import company_here
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal


@require_GET
@may("standards")
def promises(request: SignedInRequest) -> HttpResponse:
    """The company's lines, kind by kind, with the promise that each one names."""
    org, now = company_here(request), timezone.now()
    rules = lines_of(org, now)
    facts = {"org": org, "kinds": by_kind(rules), "clashes": clashes(rules), "now": now}
    facts |= {"may_revise": request.user.may("manage"), "beside": profiles_beside(rules)}
    return render(request, "deadlines/promises.html", facts)


@require_POST
@may("manage")
def profile(request: SignedInRequest, name: str) -> HttpResponse:
    """Put a shipped profile before the company's own lines, or take it off again."""
    org, now = company_here(request), timezone.now()
    if not profiles().get(name, {}).get("beside"):
        raise Http404
    if request.POST.get("do") == "off":
        actions.put_profile_by(org, name, at=now)
        messages.success(request, _("The profile is off; open cases keep what they were promised."))
    else:
        actions.adopt_profile(org, name, by=request.user, at=now)
        messages.success(request, _("The profile is in force for new cases."))
    return redirect("deadlines:promises")


@require_GET
@may("standards")
def promise(request: SignedInRequest, code: str) -> HttpResponse:
    """One promise with all its versions and the lines that name it."""
    org, now = company_here(request), timezone.now()
    versions = versions_of(org, code)
    lines = [rule for rule in lines_of(org, now) if rule.promise.code == code]
    facts = {"org": org, "versions": versions, "promise": versions[0].promise, "lines": lines, "now": now}
    return render(request, "deadlines/promise.html", facts | {"may_revise": request.user.may("manage")})


@require_http_methods(["GET", "HEAD", "POST"])
@may("manage")
def revise(request: SignedInRequest, code: str) -> HttpResponse:
    """Write a new version: looked at first, then published; cases already promised keep theirs."""
    org, now = company_here(request), timezone.now()
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
    org = company_here(request)
    form = Try(request.GET if "start" in request.GET else None, org=org, initial={"start": timezone.now()})
    wrong = form.is_bound and not form.is_valid()
    return render(request, "deadlines/try.html", {"form": form, "org": org}, status=422 if wrong else 200)
