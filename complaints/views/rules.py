"""The company's rules of complaints on one page; each is changed by a form of its own."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Unit
from accounts.requests import SignedInRequest
from complaints.actions import ruling
from complaints.rule_page import SORTS, sections
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal


@require_http_methods(["GET", "POST"])
@may("complaint_rules")
def rules(request: SignedInRequest) -> HttpResponse:
    """Limits and sheets, levels by rule, who heads, when to make good, up to what."""
    org = get_object_or_404(Unit, pk=request.user.org_id)
    if request.method == "POST":
        return _change(request, org)
    return render(request, "complaints/rules.html", {"sections": sections(org)})


def _change(request: SignedInRequest, org: Unit) -> HttpResponse:
    what, key, status = request.POST.get("what", ""), request.POST.get("key", ""), 422
    if what not in SORTS:
        raise Http404
    form = SORTS[what].form(request.POST, key=key)
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            ruling.change_rule(org, what=what, key=key, told=form.told(), seen=seen, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
            status = refusal.status
        else:
            messages.success(request, _("The rule is saved."))
            return redirect("complaints:rules")
    facts = {"sections": sections(org, typed=(what, key, form)), "wrong": form}
    return render(request, "complaints/rules.html", facts, status=status)
