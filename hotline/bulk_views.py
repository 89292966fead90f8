"""The pages about files of many rows: handed in, looked at, brought in; asked for, agreed to, taken."""

from collections.abc import Callable
from itertools import islice
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from rest_framework.exceptions import NotFound

from accounts.models import Unit, User
from accounts.requests import SignedInRequest
from hotline.api.exports import export_file
from hotline.api.imports import results_file
from hotline.bulk import handing_in, sending_out
from hotline.bulk.kinds import KINDS
from hotline.bulk.results import results_of
from hotline.bulk.rows import REFUSED
from hotline.bulk.working import work
from hotline.bulk_forms import ExportForm, HandInForm
from hotline.model_bulk import FIGURE, ExportJob, ImportJob
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from servicedesk.lib.tables.writing import FORMATS, table_response

LATEST, SHOWN = 20, 100
# What is quicker done than waited for.
SMALL, FEW = 100_000, 2000
# What of the address of a figure says which rows are behind it.
FIGURE_WORDS = ("what", "from", "to", "hall", "category", "crew", "weekday", "person", "only", "kind")
HERE = {"rail_here": "records"}
VERBS: dict[str, Callable[..., ImportJob]] = {
    "start": handing_in.start,
    "stop": handing_in.stop,
    "resume": handing_in.resume,
}


def _ways(user: User) -> set[str]:
    """What this person may bring in."""
    return {f"{one.code}.{mode}" for one in KINDS.values() for mode, verb in one.rights.items() if user.may(verb)}


@require_http_methods(["GET", "POST"])
@may("bulk")
def imports(request: SignedInRequest) -> HttpResponse:
    """Hand in a file; it is looked at, and nothing comes in yet."""
    halls = Unit.objects.filter(org__in=request.user.orgs(), kind=Unit.Kind.HALL, is_active=True).select_related("org")
    told = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = HandInForm(*told, halls=halls.order_by("path"), may=_ways(request.user))
    if form.is_valid():
        try:
            job = _handed_in(request, form)
        except Refusal as refusal:
            form.add_error("file", refusal.sentence())
        else:
            return redirect("clients:import", job.pk)
    latest = ImportJob.objects.visible_to(request.user).select_related("by").order_by("-created_at", "-pk")[:LATEST]
    facts = {"form": form, "latest": latest, "kinds": KINDS.values()} | HERE
    return render(request, "hotline/bulk/imports.html", facts, status=422 if form.errors else 200)


def _handed_in(request: SignedInRequest, form: HandInForm) -> ImportJob:
    upload = form.cleaned_data["file"]
    language = translation.get_language() or "zh-hans"
    job = handing_in.hand_in(upload, by=request.user, at=timezone.now(), language=language, **form.told())
    return work(job) if upload.size <= SMALL else job


@require_GET
@may("bulk")
def import_one(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """How far a file is, what became of its rows, which column is what; `as` takes the refused rows or all results."""
    job = get_object_or_404(ImportJob.objects.visible_to(request.user).select_related("by", "hall"), pk=pk)
    if request.GET.get("as") in ("mend", "csv", "ndjson"):
        return results_file(job, shape=request.GET["as"], by=request.user)
    fields = KINDS[job.kind].fields_of(job.mode)
    columns = [(one, job.columns.get(one.code, ""), job.mode in one.needed) for one in fields]
    facts = {"job": job, "columns": columns, "is_there": job.file_gone_at is None} | HERE
    is_part = request.headers.get("HX-Request") and job.is_working
    if not is_part:
        facts["refused"] = list(islice(results_of(job, outcome=REFUSED), SHOWN))
    answer = render(request, f"hotline/bulk/{'_progress' if is_part else 'import'}.html", facts)
    if request.headers.get("HX-Request") and not is_part:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@may("bulk")
def import_columns(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say which column is which field; the file is looked at anew."""
    job = get_object_or_404(ImportJob.objects.visible_to(request.user), pk=pk)
    told = {name.partition(".")[2]: str(head) for name, head in request.POST.items() if name.startswith("column.")}
    job = handing_in.tell_columns(job, told, by=request.user, at=timezone.now())
    if job.size <= SMALL:
        work(job)
    return redirect("clients:import", pk)


@require_POST
@may("bulk")
def import_verb(request: SignedInRequest, pk: UUID, verb: str) -> HttpResponse:
    """Start, stop or resume; a small file is brought in at once."""
    job = get_object_or_404(ImportJob.objects.visible_to(request.user), pk=pk)
    job = VERBS[verb](job, by=request.user, at=timezone.now())
    if job.is_working and (job.rows or FEW + 1) <= FEW:
        work(job)
    return redirect("clients:import", pk)


@require_GET
@may("bulk")
def pattern(request: SignedInRequest, kind: str, mode: str) -> HttpResponse:
    """An empty table with the headings of a kind."""
    if kind not in KINDS or mode not in KINDS[kind].modes:
        raise Http404
    heads = [one.word for one in KINDS[kind].fields_of(mode) if one.code != "answers"]
    form = request.GET.get("as", "")
    return table_response(form if form in FORMATS else "xlsx", f"{kind}-{mode}", heads, [])


@require_http_methods(["GET", "POST"])
@may("export")
def exports(request: SignedInRequest) -> HttpResponse:
    """Ask for a file, see which are there, which wait for a yes."""
    form = ExportForm(request.POST or None)
    if form.is_valid():
        try:
            job = sending_out.ask(by=request.user, at=timezone.now(), **form.told())
            if job.stage == ExportJob.Stage.MAKING:
                sending_out.make(job, at=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("It is ready.") if job.rows <= sending_out.ALONE else _("Somebody else has to agree.")
            )
            return redirect("clients:exports")
    rows = ExportJob.objects.visible_to(request.user).select_related("by", "decided_by").order_by("-created_at", "-pk")
    facts = {"form": form, "rows": rows[:LATEST], "now": timezone.now(), "alone": sending_out.ALONE} | HERE
    return render(request, "hotline/bulk/exports.html", facts, status=422 if form.errors else 200)


@require_POST
@may("export")
def export_figure(request: SignedInRequest) -> HttpResponse:
    """Ask for the list behind a figure; a short one is taken at once, for a long one somebody else is asked."""
    address = QueryDict(request.POST.get("address", "")[:1000])
    told = {name: str(address[name])[:60] for name in FIGURE_WORDS if address.get(name)}
    form = request.POST.get("format", "")
    asked = {"kind": FIGURE, "form": form if form in FORMATS else "xlsx", "reason": request.POST.get("reason", "")}
    try:
        job = sending_out.ask(**asked, in_full=False, wanted=told, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect(f"/reports/behind/?{address.urlencode()}")
    if job.stage == ExportJob.Stage.MAKING:
        return redirect("clients:export_file", sending_out.make(job, at=timezone.now()).pk)
    messages.success(request, _("Somebody else has to agree."))
    return redirect("clients:exports")


@require_POST
@may("export")
def export_verb(request: SignedInRequest, pk: UUID, verb: str) -> HttpResponse:
    """Say yes or no to a wish; no to one's own takes it back."""
    job = get_object_or_404(ExportJob.objects.visible_to(request.user), pk=pk)
    do = sending_out.agree if verb == "agree" else sending_out.decline
    do(job, by=request.user, at=timezone.now())
    return redirect("clients:exports")


@require_GET
@may("export")
def export_taken(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """The file itself, to whoever asked for it."""
    job = get_object_or_404(ExportJob.objects.visible_to(request.user), pk=pk)
    try:
        return export_file(request, job, by=request.user)
    except NotFound:
        raise Http404 from None
