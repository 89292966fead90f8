"""How often may be urged: the company's rule."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from deadlines.reading import company_of
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import NotAllowed
from tickets.actions.order_limits import STANDARD
from tickets.actions.urging import set_urge_rule
from tickets.model_urging import UrgeRule
from tickets.urgeform import UrgeRuleForm


@require_http_methods(["GET", "HEAD", "POST"])
@may("standards")
def rule(request: SignedInRequest) -> HttpResponse:
    """Shown to whoever reads the standards, changed by whoever manages them."""
    org = company_of(request.user, request.GET.get("org", ""))
    may_change = request.user.may("manage")
    if request.method == "POST" and not may_change:
        raise NotAllowed("manage")
    form = UrgeRuleForm(request.POST or None, instance=UrgeRule.of(org.pk))
    if form.is_bound and form.is_valid():
        set_urge_rule(org, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The rule is saved and holds from now on."))
        return redirect(request.get_full_path())
    facts = {"org": org, "form": form, "may_change": may_change, "standard": STANDARD, "rail_here": "standards"}
    return render(request, "tickets/urge_rule.html", facts, status=422 if form.is_bound else 200)
