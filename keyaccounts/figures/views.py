"""Figures of consumption: handed in and imported; shown in a customer's file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import audit
from accounts.requests import SignedInRequest
from deadlines.reading import company_of
from keyaccounts.figures import loading
from keyaccounts.figures.forms import FileForm
from keyaccounts.figures.tab import as_rows, consumption
from keyaccounts.file import frame
from keyaccounts.models import FigureImport
from servicedesk.lib.gate import may
from servicedesk.lib.tables.refusals import Unusable
from servicedesk.lib.tables.writing import FORMATS, table_response

LATEST = 20
SHOWN = 100
# What is quicker done than explained; anything larger is a tick's work.
SMALL, FEW = 100_000, 2000
PATTERN = ("户号", "月份", "用量", "单位", "金额", "种类")


@require_http_methods(["GET", "POST"])
@may("import")
def figures(request: SignedInRequest) -> HttpResponse:
    """Hand in a file; it is looked at, and nothing is imported yet."""
    form = FileForm(request.POST or None, request.FILES or None) if request.method == "POST" else FileForm()
    if form.is_valid():
        org = company_of(request.user, "")
        try:
            upload, now = form.cleaned_data["file"], timezone.now()
            handed_in = loading.look if upload.size <= SMALL else loading.take_in
            return redirect("keyaccounts:figure_import", handed_in(upload, org=org, by=request.user, at=now).pk)
        except Unusable as refusal:
            form.add_error("file", refusal.sentence())
    latest = FigureImport.objects.visible_to(request.user).select_related("by").order_by("-at", "-pk")[:LATEST]
    return render(
        request,
        "keyaccounts/figures_import.html",
        {"form": form, "latest": latest, "rail_here": "records"},
        status=422 if form.errors else 200,
    )


@require_GET
@may("import")
def figure_import(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What importing a file would do, does or did: how far it is, counts, the bad lines; `as` saves these."""
    job = get_object_or_404(FigureImport.objects.visible_to(request.user), pk=pk)
    if request.GET.get("as") in FORMATS:
        return table_response(request.GET["as"], "bad-lines", (_("Line"), _("Reason")), job.refusals)
    facts = {"job": job, "refusals": job.refusals[:SHOWN], "told": loading.told(job), "rail_here": "records"}
    facts |= {"is_working": job.stage in loading.WORKING, "may_import": loading.place(job).exists()}
    is_part = request.headers.get("HX-Request") and facts["is_working"]
    page = "keyaccounts/_figures_progress.html" if is_part else "keyaccounts/figures_job.html"
    answer = render(request, page, facts)
    if request.headers.get("HX-Request") and not is_part:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@may("import")
def figure_load(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Have the good lines of a file imported that was looked at; a small one at once."""
    job = get_object_or_404(FigureImport.objects.visible_to(request.user), pk=pk)
    if job.lines > FEW:
        loading.order(job, by=request.user, at=timezone.now())
    else:
        messages.success(request, loading.told(loading.load(job, by=request.user, at=timezone.now())))
    return redirect("keyaccounts:figure_import", pk)


@require_GET
@may("import")
def figure_pattern(request: SignedInRequest) -> HttpResponse:
    """An empty table with the columns and one line as an example."""
    rows = [("053200000000", "2026-03", 1250, "kWh", 812.5, "电")]
    return table_response("xlsx", "figures", PATTERN, rows)


@require_GET
@may("customers")
def figures_tab(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What a customer used month by month, beside the year before; `as` saves it."""
    at = timezone.now()
    around = frame(request, pk, "figures", at=at)
    shown = consumption(around["customer"], request.GET, at=at)
    if request.GET.get("as") in FORMATS:
        audit(what="export", by=request.user, at=at, facts={"customer": str(pk), "page": "figures"})
        unit = shown["unit"]
        head = (_("Month"), _("The year before"), unit, f"{unit} -1", "%", _("Amount (yuan)"))
        return table_response(request.GET["as"], "consumption", head, as_rows(shown["months"]))
    return render(request, "keyaccounts/figures.html", around | shown)
