"""How long data are kept: the rules of a company, tried out, asked for, agreed to."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Unit, User
from accounts.requests import SignedInRequest
from safekeeping.actions import ruling
from safekeeping.forms import RuleForm
from safekeeping.kinds import BY_CODE, KINDS
from safekeeping.models import RetentionRule, RetentionRun
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import NotAllowed

HERE = "safekeeping:retention"


def _company(request: SignedInRequest) -> Unit:
    if request.user.org is None:
        raise NotAllowed("retention")
    return request.user.org


@require_http_methods(["GET", "POST"])
@may("retention")
def retention(request: SignedInRequest) -> HttpResponse:
    """Every kind with its rule; a wish for another one, tried out first."""
    org, at, trial = _company(request), timezone.now(), None
    form = RuleForm(request.POST or request.GET or None)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        if request.method == "GET":
            trial = ruling.try_out(org, kind=told["kind"], days=told["days"], at=at)
        else:
            with refusals_on(form):
                ruling.ask(org, **told, by=request.user, at=at)
                messages.success(request, _("Asked for. Somebody else has to switch it on."))
                return redirect(HERE)
    facts = _page(org, request.user) | {"form": form, "trial": trial}
    is_bad = request.method == "POST" and bool(form.errors)
    return render(request, "safekeeping/retention.html", facts, status=422 if is_bad else 200)


def _page(org: Unit, user: User) -> dict[str, Any]:
    rules = list(RetentionRule.objects.filter(org=org, ended_at__isnull=True).select_related("asked_by", "agreed_by"))
    on = {rule.kind: rule for rule in rules if rule.agreed_at}
    runs = RetentionRun.objects.filter(org=org, rows__gt=0).select_related("rule").order_by("-day")[:20]
    return {
        "kinds": [(kind, on.get(kind.code)) for kind in KINDS],
        "wishes": [(rule, BY_CODE[rule.kind]) for rule in rules if not rule.agreed_at],
        "alone": not User.objects.holding("retention", [org]).exclude(pk=user.pk).exists(),
        "runs": [(run, BY_CODE[run.rule.kind]) for run in runs],
    }


@require_POST
@may("retention")
def agree(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Switch somebody else's rule on."""
    rule = get_object_or_404(RetentionRule.objects.visible_to(request.user), pk=pk)
    ruling.agree(rule, by=request.user, at=timezone.now())
    return redirect(HERE)


@require_POST
@may("retention")
def end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Switch a rule off, or take a wish back."""
    rule = get_object_or_404(RetentionRule.objects.visible_to(request.user), pk=pk)
    ruling.end(rule, by=request.user, at=timezone.now())
    return redirect(HERE)
