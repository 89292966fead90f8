"""What administrators keep: the types of applications, and who handles reports."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Unit
from accounts.requests import SignedInRequest
from applications.actions import handlers, kinds
from applications.forms import HandlerForm
from applications.lifecycle import Trade
from applications.models import ApplicationType
from applications.tables import TypeForm
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may
from tickets.models import Category, NamedHandler


def _org(request: SignedInRequest) -> Unit:
    return get_object_or_404(Unit, pk=request.user.org_id, pk__in=request.user.orgs())


@require_GET
@may("manage")
def types(request: SignedInRequest) -> HttpResponse:
    """The company's types of applications, with the categories that open them."""
    org = _org(request)
    rows = list(ApplicationType.objects.filter(org=org))
    opened: dict[str, list[str]] = {}
    for code, name in Category.objects.of(org).exclude(application="").values_list("application", "name"):
        opened.setdefault(code, []).append(name)
    facts = {"rows": [(row, opened.get(row.code, [])) for row in rows], "trades": Trade.choices, "rail_here": "types"}
    return render(request, "applications/types.html", facts)


@require_POST
@may("manage")
def load(request: SignedInRequest) -> HttpResponse:
    """Take over the shipped types of a trade; what is there stays as it is."""
    trade = request.POST.get("trade", "")
    count = kinds.take_over(_org(request), trade, by=request.user, at=timezone.now())
    messages.success(request, _("%(count)d types are new.") % {"count": count})
    return redirect("applications:types")


@require_http_methods(["GET", "POST"])
@may("manage")
def one(request: SignedInRequest, code: str) -> HttpResponse:
    """One type: its steps, its papers, and the categories at the counter that open it."""
    kind = get_object_or_404(ApplicationType, org=_org(request), code=code)
    form = TypeForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            kinds.change(kind, **form.told(), by=request.user, at=timezone.now())
            messages.success(request, _("Saved. What is under way keeps the steps it has."))
            return redirect("applications:type", code)
    facts = {"kind": kind, "form": form, "rail_here": "types"}
    return render(request, "applications/type.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may("manage")
def named(request: SignedInRequest) -> HttpResponse:
    """Who handles reports: now and before, by whom they were named; nobody names themselves."""
    form = HandlerForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            handlers.name_handler(**form.cleaned_data, by=request.user)
            return redirect("applications:handlers")
    rows = NamedHandler.objects.filter(org__in=request.user.orgs()).select_related(
        "person__home", "named_by", "ended_by"
    )
    now = set(rows.live().values_list("pk", flat=True))
    facts: dict[str, Any] = {"form": form, "rows": rows.order_by("-from_at"), "now": now, "rail_here": "handlers"}
    return render(request, "applications/handlers.html", facts, status=422 if form.errors else 200)


@require_POST
@may("manage")
def end(request: SignedInRequest, pk: str) -> HttpResponse:
    """End a naming now."""
    rows = NamedHandler.objects.filter(org__in=request.user.orgs())
    handlers.end_naming(get_object_or_404(rows, pk=pk), by=request.user)
    messages.success(request, _("They handle no more reports from now on."))
    return redirect("applications:handlers")
