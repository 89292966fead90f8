"""The rules of the reports, numbers told by hand, and the reports that come by themselves."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Unit, User
from accounts.requests import SignedInRequest
from reporting.actions import ordering, ruling
from reporting.forms import NumberForm, OrderForm, RulesForm
from reporting.models import HandFigure, ReportOrder
from reporting.rules import history_of, rules_of
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal

MOST = 60


def _org(request: SignedInRequest) -> Unit:
    org = request.user.org or Unit.objects.filter(pk__in=request.user.orgs()).order_by("code").first()
    if org is None:
        raise Http404
    return org


@require_http_methods(["GET", "POST"])
@may("report_rules")
def rules(request: SignedInRequest) -> HttpResponse:
    """By which rules is counted; a change is a new version and has the days counted anew."""
    org = _org(request)
    form = RulesForm(request.POST) if request.method == "POST" else RulesForm.of(rules_of(org.pk))
    if form.is_bound and form.is_valid():
        before = rules_of(org.pk).version
        made = ruling.set_rules(org, form.changes(), by=request.user, at=timezone.now())
        said = _("Version %(n)d holds from now on.") % {"n": made.version}
        messages.success(request, said if made.version != before else _("Nothing was changed."))
        return redirect("reporting:rules")
    facts = {"form": form, "history": history_of(org.pk), "numbers": _numbers(org), "number": NumberForm()}
    return render(request, "reporting/rules.html", facts | {"rail_here": "reports"}, status=422 if form.errors else 200)


def _numbers(org: Unit) -> list[HandFigure]:
    return list(HandFigure.objects.filter(org=org).select_related("by").order_by("-at")[:MOST])


@require_POST
@may("report_rules")
def number(request: SignedInRequest) -> HttpResponse:
    """Write down a number of a month."""
    org, form = _org(request), NumberForm(request.POST)
    if form.is_valid():
        ruling.tell_number(org, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Kept."))
        return redirect("reporting:rules")
    facts = {"form": RulesForm.of(rules_of(org.pk)), "history": history_of(org.pk), "numbers": _numbers(org)}
    return render(request, "reporting/rules.html", facts | {"number": form, "rail_here": "reports"}, status=422)


@require_http_methods(["GET", "POST"])
@may("reports")
def orders(request: SignedInRequest) -> HttpResponse:
    """The reports that come by themselves, and one more."""
    form = OrderForm(request.POST or None, initial={"query": request.GET.urlencode()[:300], "day": 1})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            _ask(request, form.cleaned_data)
        except Refusal as error:
            refusal = error.sentence()
        else:
            messages.success(request, _("It comes from now on."))
            return redirect("reporting:orders")
    rows = (
        ReportOrder.objects.visible_to(request.user).standing().select_related("by").prefetch_related("readers__person")
    )
    facts: dict[str, Any] = {"form": form, "rows": rows.order_by("next_at"), "people": _people(request.user)}
    facts |= {"refusal": refusal, "may_rule": request.user.may("report_rules"), "rail_here": "reports"}
    return render(request, "reporting/orders.html", facts, status=422 if refusal or form.errors else 200)


def _people(user: User) -> list[User]:
    units = Unit.objects.filter(pk__in=user.orgs())
    return list(User.objects.holding("reports", units).filter(is_service=False).order_by("name"))


def _ask(request: SignedInRequest, told: dict[str, Any]) -> None:
    chosen, sent = set(request.POST.getlist("person")), request.POST
    readers = [(one, _mail(sent, one)) for one in _people(request.user) if str(one.pk) in chosen]
    ordering.ask_for(_org(request), **told, readers=readers, by=request.user, at=timezone.now())


def _mail(sent: QueryDict, one: User) -> str:
    mail = sent.get(f"mail-{one.pk}", "").strip()[:80]
    return mail if "@" in mail and " " not in mail else ""


@require_POST
@may("reports")
def end_order(request: SignedInRequest, pk: str) -> HttpResponse:
    """Send it no more."""
    order = get_object_or_404(ReportOrder.objects.visible_to(request.user), pk=pk)
    ordering.end(order, by=request.user, at=timezone.now())
    messages.success(request, _("It does not come any more."))
    return redirect("reporting:orders")
