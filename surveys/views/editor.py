"""Questionnaires and the plan of callbacks: written as a draft, seen as a customer sees them, published as a version."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Unit
from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from surveys.actions.asking import questionnaire_of
from surveys.actions.checking import quality_sheet
from surveys.actions.measuring import hall_questionnaire
from surveys.actions.publishing import draft_of, keep_draft, keep_plan, newest, publish
from surveys.editing import HeadForm, PlanForm, question_forms, questions_of
from surveys.models import CallPlan, Purpose, Questionnaire
from surveys.plans import plan_of
from surveys.questions import parse

HERE = {"rail_here": "surveys"}


def _org(request: SignedInRequest) -> Unit:
    if request.user.org is None:
        raise Http404
    return request.user.org


@require_GET
@may("questionnaires")
def shelf(request: SignedInRequest) -> HttpResponse:
    """Every questionnaire with its versions and its draft."""
    org, at = _org(request), timezone.now()
    for write_first in (questionnaire_of, hall_questionnaire, quality_sheet):
        write_first(org, at=at)
    rows = Questionnaire.objects.filter(org=org).exclude(purpose=Purpose.OUTSIDE).order_by("code", "-version")
    facts = {"rows": rows.select_related("by"), "plan": plan_of(org.pk), "page_time": at}
    return render(request, "surveys/questionnaires.html", HERE | facts)


@require_http_methods(["GET", "HEAD", "POST"])
@may("questionnaires")
def edit(request: SignedInRequest, code: str) -> HttpResponse:
    """Write the draft, look at it, publish it."""
    org = _org(request)
    held, draft = newest(org, code), draft_of(org, code)
    source = draft or held
    data = request.POST or None
    head = HeadForm(data, initial={"name": source.name, "purpose": source.purpose} if source else {"purpose": "case"})
    sheets = question_forms(data, source.questions if source else [])
    facts: dict[str, Any] = HERE | {"code": code, "held": held, "draft": draft, "head": head, "sheets": sheets}
    facts["seen"] = parse(source.questions) if source else []
    if data and head.is_valid() and not [one for one in sheets if not one.is_valid()]:
        try:
            told = {**head.cleaned_data, "questions": questions_of(sheets), "by": request.user, "at": timezone.now()}
            keep_draft(org, code, **told)
            if data.get("do") == "publish":
                publish(org, code, by=request.user, at=timezone.now())
                messages.success(request, _("Published: it holds from now on."))
                return redirect("surveys:questionnaires")
            messages.success(request, _("The draft is kept; beside it stands what a customer would see."))
            return redirect("surveys:questionnaire", code)
        except Refusal as refusal:
            facts["refusal"] = refusal
    return render(request, "surveys/questionnaire.html", facts, status=422 if data else 200)


@require_POST
@may("questionnaires")
def preview(request: SignedInRequest) -> HttpResponse:
    """What a customer would see of what has been typed so far; nothing is kept."""
    sheets = question_forms(request.POST, [])
    try:
        facts: dict[str, Any] = {"seen": parse(questions_of(sheets))}
    except Refusal as refusal:
        facts = {"refusal": refusal}
    return render(request, "surveys/_seen.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@may("questionnaires")
def plan(request: SignedInRequest) -> HttpResponse:
    """The rules of callbacks and surveys; every change is a version."""
    org = _org(request)
    held = plan_of(org.pk)
    form = PlanForm(request.POST or None, plan=held)
    facts: dict[str, Any] = HERE | {"form": form, "plan": held, "page_time": timezone.now()}
    facts["versions"] = CallPlan.objects.filter(org=org).select_related("by").order_by("-version")[:10]
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("version", "")
        try:
            number = int(seen) if seen.isdigit() else -1
            keep_plan(org, seen=number, rules=form.rules(), by=request.user, at=timezone.now())
            messages.success(request, _("Saved as a new version."))
            return redirect("surveys:plan")
        except Refusal as refusal:
            facts["refusal"] = refusal
    return render(request, "surveys/plan.html", facts, status=422 if request.method == "POST" else 200)
