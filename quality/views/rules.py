"""Sheets and sampling plans: each change is a version."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.requests import SignedInRequest
from deadlines.reading import company_of
from quality.actions.ruling import write_plan, write_sheet
from quality.forms import PlanForm, SheetForm, shown, typed
from quality.lifecycle import Work
from quality.models import Plan, Sheet
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may


@require_GET
@may("qa_rules")
def rules(request: SignedInRequest) -> HttpResponse:
    """The sheets and the plans in force."""
    org, at = company_of(request.user), timezone.now()
    plans = Plan.objects.visible_to(request.user).order_by("org", "code", "-version").distinct("org", "code")
    facts = {"sheets": [Sheet.of(org.pk, work, at=at) for work in Work], "plans": plans.select_related("unit")}
    return render(request, "quality/rules.html", facts | {"rail_here": "qa_rules"})


@require_http_methods(["GET", "POST"])
@may("qa_rules")
def sheet(request: SignedInRequest, work: str) -> HttpResponse:
    """The sheet of one kind of work."""
    if work not in Work.values:
        raise Http404
    org, at = company_of(request.user), timezone.now()
    last = Sheet.of(org.pk, work, at=at)
    known = {"name": last.name, "pass_mark": last.pass_mark, "groups": typed(last)}
    form = SheetForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            write_sheet(org, work=work, **form.told(), by=request.user, at=at)
            messages.success(request, _("Saved; what was scored keeps its sheet."))
            return redirect("quality:rules")
    versions = Sheet.objects.filter(org=org, work=work).select_related("by").order_by("-version")[:20]
    facts = {"form": form, "heading": last.get_work_display(), "versions": versions, "rail_here": "qa_rules"}
    return render(request, "quality/rule.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may("qa_rules")
def plan(request: SignedInRequest, code: str) -> HttpResponse:
    """A sampling plan; `new` begins one."""
    org, at = company_of(request.user), timezone.now()
    versions = Plan.objects.filter(org=org, code=code).select_related("by").order_by("-version")[:20]
    last = versions.first() if code != "new" else None
    if last is None and code != "new":
        raise Http404
    form = PlanForm(request.POST or None, user=request.user, initial=shown(last) if last else {})
    if request.method == "POST" and form.is_valid():
        known = code if last else f"p{Plan.objects.filter(org=org).values('code').distinct().count() + 1}"
        with refusals_on(form):
            write_plan(org, code=known, **form.told(), by=request.user, at=at)
            messages.success(request, _("Saved; it draws from the next period on."))
            return redirect("quality:rules")
    facts = {"form": form, "heading": last.name if last else _("New plan"), "versions": versions}
    return render(request, "quality/rule.html", facts | {"rail_here": "qa_rules"}, status=422 if form.errors else 200)
