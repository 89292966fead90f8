"""Halls month by month beside their mystery visits, improvement projects, the hall's screen; and the hall's own question."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from accounts.speaking import as_company
from accounts.views import counts_wrong_links
from servicedesk.lib.gate import may, open_to_all
from servicedesk.lib.refusals import Invalid, Refusal
from surveys.actions.improving import end_improvement, plan_improvement
from surveys.actions.measuring import answer_hall, behind, hall_questionnaire, screen_of
from surveys.figures import halls_for
from surveys.filling import filled, refused
from surveys.models import HallAsked, HallScreen, Improvement
from surveys.months import first_of, month_of, months_back
from surveys.plans import plan_of
from surveys.questions import parse
from surveys.refusals import Expired

MONTHS = 6


@require_GET
@may("satisfaction")
def halls(request: SignedInRequest) -> HttpResponse:
    """Each hall's months, this one first; `hall` narrows."""
    at = timezone.now()
    known = halls_for(request.user)
    chosen = [one for one in known if str(one.pk) == request.GET.get("hall")] or known
    today = timezone.localdate(at)
    months = [first_of(today), *months_back(today, MONTHS - 1)]
    targets = {hall.org_id: float(plan_of(hall.org_id).target) for hall in chosen if hall.org_id}
    tables = [
        (hall, [month_of(hall, month, target=targets[hall.org_id]) for month in months])
        for hall in chosen
        if hall.org_id
    ]
    projects = Improvement.objects.filter(hall__in=known).select_related("hall", "owner").order_by("state", "-month")
    facts = {"tables": tables, "projects": projects[:50], "may_improve": request.user.may("improve"), "page_time": at}
    screens = (
        [(hall, f"{settings.PUBLIC_URL}/s/{screen_of(hall)}/hall/") for hall in chosen] if len(chosen) == 1 else []
    )
    return render(
        request, "surveys/halls.html", facts | {"halls": known, "screens": screens, "rail_here": "satisfaction"}
    )


@require_POST
@may("improve")
def improve(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Plan an improvement, or end it."""
    one = get_object_or_404(Improvement.objects.filter(hall__in=request.user.units("satisfaction")), pk=pk)
    at = timezone.now()
    try:
        if request.POST.get("do") == "end":
            end_improvement(one, result=request.POST.get("result", ""), by=request.user, at=at)
        else:
            due_on = _day(request.POST.get("due_on"))
            plan_improvement(one, plan=request.POST.get("plan", ""), due_on=due_on, by=request.user, at=at)
        messages.success(request, _("Saved."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    return redirect("surveys:halls")


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
@counts_wrong_links
def ask(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked about a hall: from an SMS once, on the hall's screen of whoever stands there."""
    at = timezone.now()
    try:
        found = behind(token)
        as_company(request, found.hall)
        if isinstance(found, HallAsked) and found.answered_at:
            return _thanks(request, found)
        form = found.questionnaire if isinstance(found, HallAsked) else hall_questionnaire(found.org, at=at)
        sheet = filled(parse(form.questions), request.POST)
        if "peek" in request.POST:
            return _private(render(request, "surveys/_own.html", {"sheet": sheet}))
        if isinstance(found, HallAsked) and found.expires_at <= at:
            raise Expired
        if request.method == "POST" and sheet.is_whole:
            answer_hall(token, given=sheet.given, comment=request.POST.get("comment", ""), at=at)
            return _thanks(request, found)
    except Invalid as refusal:
        sheet = refused(sheet, refusal.fields)
    except Refusal as refusal:
        return _private(render(request, "surveys/closed.html", {"refusal": refusal}, status=refusal.status))
    facts = {"hall": found.hall, "sheet": sheet, "comment": request.POST.get("comment", "")}
    return _private(render(request, "surveys/hall_ask.html", facts, status=422 if request.method == "POST" else 200))


def _thanks(request: HttpRequest, found: HallAsked | HallScreen) -> HttpResponse:
    facts = {"hall": found.hall, "is_screen": isinstance(found, HallScreen)}
    return _private(render(request, "surveys/hall_thanks.html", facts))


def _private(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
