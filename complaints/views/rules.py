"""The company's rules of complaints on one page; each row is a form of its own."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.models import Unit
from accounts.requests import SignedInRequest
from complaints.actions import ruling
from complaints.actions.recoveries import SHIPPED
from complaints.grades import lines_of
from complaints.lifecycle import Level, Matter
from complaints.limits import rule_of
from complaints.model_rules import SHIPPED_MOST
from complaints.models import CompensationRule, GradeRule, RecoveryRule
from complaints.reading import money
from complaints.steps import Step
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Invalid, Refusal


def _step(request: SignedInRequest, org: Unit) -> None:
    told = request.POST
    if told.get("step") not in Step.values:
        raise Invalid(_("There is no such step."))
    given = {name: told.get(name, "")[:40] for name in ("step", "title", "limit", "remind")}
    ruling.set_step(org, **given, by=request.user, at=timezone.now())


def _grade(request: SignedInRequest, org: Unit) -> None:
    told = request.POST
    name, level, matter = told.get("name", "").strip()[:80], told.get("level", ""), told.get("matter", "")
    if not name or level not in ("", *Level.values) or matter not in ("", *Matter.values) or not (level or matter):
        raise Invalid(_("A line needs a name, and a level or a class."))
    repeats = int(told["repeats"]) if told.get("repeats", "").isdigit() else 0
    line = GradeRule(name=name, level=level, matter=matter, repeats=min(repeats, 99))
    line.words, line.category = told.get("words", "")[:200], told.get("category", "")[:60]
    line.channel = told.get("channel", "")[:20]
    ruling.add_grade(org, line=line, by=request.user, at=timezone.now())


def _drop(request: SignedInRequest, org: Unit) -> None:
    ruling.drop_grade(org, name=request.POST.get("name", ""), by=request.user, at=timezone.now())


def _recovery(request: SignedInRequest, org: Unit) -> None:
    told = request.POST
    if told.get("why") not in SHIPPED:
        raise Invalid(_("There is no such rule."))
    given = {name: told.get(name, "")[:60] for name in ("why", "category", "clocks")}
    ruling.set_recovery(org, **given, is_active=bool(told.get("on")), by=request.user, at=timezone.now())


def _compensation(request: SignedInRequest, org: Unit) -> None:
    kind, role = request.POST.get("kind", ""), request.POST.get("role", "")
    if kind not in CompensationRule.What.values or role not in SHIPPED_MOST:
        raise Invalid(_("There is no such rule."))
    most = money(request.POST.get("most", ""))
    ruling.set_compensation(org, kind=kind, role=role, most=most, by=request.user, at=timezone.now())


DO: dict[str, Callable[[SignedInRequest, Unit], None]] = {
    "step": _step,
    "grade": _grade,
    "drop": _drop,
    "recovery": _recovery,
    "compensation": _compensation,
}


@require_http_methods(["GET", "POST"])
@may("complaint_rules")
def rules(request: SignedInRequest) -> HttpResponse:
    """Limits and sheets, levels by rule, when to make good, up to what."""
    org = get_object_or_404(Unit, pk=request.user.org_id)
    if request.method == "POST" and (do := DO.get(request.POST.get("what", ""))):
        try:
            do(request, org)
        except Refusal as refusal:
            messages.error(request, refusal.sentence())
        else:
            messages.success(request, str(_("The rule is saved.")))
        return redirect("complaints:rules")
    return render(request, "complaints/rules.html", _facts(org))


def _facts(org: Unit) -> dict[str, object]:
    own = {rule.why: rule for rule in RecoveryRule.objects.filter(org=org)}
    most = {(rule.kind, rule.role): rule.most for rule in CompensationRule.objects.live().filter(org=org)}
    return {
        "steps": [rule_of(org, step) for step in Step],
        "grades": lines_of(org),
        "levels": Level.choices,
        "matters": Matter.choices,
        "recoveries": [own.get(why, rule) for why, rule in SHIPPED.items()],
        "limits": [
            (kind, word, role, role.label, most.get((kind, role), shipped))
            for kind, word in CompensationRule.What.choices
            for role, shipped in SHIPPED_MOST.items()
        ],
    }
