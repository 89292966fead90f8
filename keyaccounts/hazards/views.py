"""The hazard ledger: its lists, one hazard with its steps, papers, safety files and cycles."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import audit
from accounts.requests import SignedInRequest
from accounts.taking import ALONE, Wish, within
from accounts.taking_views import taken_or_back
from deadlines.reading import company_of
from keyaccounts.file import frame, the_customer
from keyaccounts.hazard_lifecycle import Grade
from keyaccounts.hazards import actions, inspecting, ledger, terms
from keyaccounts.hazards.forms import STEPS, CyclesForm, FileForm, FindForm, InspectForm, VersionForm
from keyaccounts.hazards.rates import five_rates
from keyaccounts.models import Hazard, HazardNotice, HazardQuerySet, SafetyFile
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from servicedesk.lib.refusals import Refusal


@require_GET
@may("hazards")
def hazards(request: SignedInRequest) -> HttpResponse:
    """What is open, due, to be inspected or removed, under the five rates; `as=print` puts the list on paper."""
    at, today = timezone.now(), timezone.localdate()
    show, grade = ledger.asked(request.GET)
    rows = ledger.rows_of(request.GET, request.user, on=today)
    if request.GET.get("as") == "print":
        return _on_paper(request, rows)
    counts = ledger.counts(request.user, on=today)
    facts: dict[str, Any] = {"show": show, "grade": grade, "grades": Grade.choices, "today": today, "at": at}
    facts["tabs"] = [(code, word, counts[code]) for code, word in ledger.SHOWS.items()]
    facts["rates"] = five_rates(request.user, at=at)
    if show == "inspections":
        facts["files"] = ledger.inspections(request.user, on=today)[: ledger.MOST]
    else:
        facts["pager"] = newest_first(rows, request.GET, by="found_at")
    facts["follow_ups"] = ledger.follow_ups(request.user, on=today)[: ledger.MOST] if show == "due" else []
    return render(request, "keyaccounts/hazards.html", facts | {"rail_here": "hazards"})


def _on_paper(request: SignedInRequest, rows: HazardQuerySet) -> HttpResponse:
    found = list(rows.prefetch_related("reports").order_by("found_at", "pk")[: ALONE + 1])
    within(len(found))
    facts = {"list": "hazards", "count": len(found), "as": "print"}
    audit(what="export", by=request.user, at=timezone.now(), facts=facts)
    return render(request, "print/hazards.html", {"rows": found, "head": ledger.HEAD})


@require_POST
@may("hazards")
def take_out(request: SignedInRequest) -> HttpResponse:
    """The list as a table, with a reason."""
    query = request.POST.get("query", "")[:200]
    wish = Wish.of("hazards", request.POST, query=query)
    return taken_or_back(request, wish, by=request.user, back=f"/hazards/?{query}")


@require_GET
@may("hazards")
def hazard(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One hazard: facts, papers, follow-ups, what can be done now, history."""
    return _hazard(request, pk)


def _hazard(request: SignedInRequest, pk: UUID, tried: str = "", form: VersionForm | None = None) -> HttpResponse:
    row = get_object_or_404(Hazard.objects.visible_to(request.user).for_list(), pk=pk)
    at, today = timezone.now(), timezone.localdate()
    steps = ledger.steps(row, request.user, on=today)
    if form is not None:
        steps = [(verb, word, form if verb == tried else own) for verb, word, own in steps]
    facts: dict[str, Any] = {"row": row, "steps": steps, "tried": tried, "today": today, "at": at}
    facts["notices"] = row.notices.select_related("issued_by", "served_by").order_by("-turn")
    facts["follow_ups"] = row.follow_ups.select_related("by", "done_by").order_by("done_at", "due_on")
    facts["reports"] = row.reports.select_related("by").order_by("-at")
    facts |= {"history": ledger.history(row), "is_late": row.is_report_late(at), "form": form}
    status = 422 if form is not None else 200
    return render(request, "keyaccounts/hazard.html", facts | {"rail_here": "hazards"}, status=status)


@require_POST
@may("hazards")
def do(request: SignedInRequest, pk: UUID, verb: str) -> HttpResponse:
    """Take one step; a refusal brings the page back with what was typed."""
    if verb not in STEPS:
        raise Http404
    row = get_object_or_404(Hazard.objects.visible_to(request.user), pk=pk)
    shape, act = STEPS[verb]
    form = shape(request.POST, auto_id=f"{verb}_%s")
    if form.is_valid():
        try:
            act(row, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            if not refusal.fields:
                raise
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("keyaccounts:hazard", pk)
    return _hazard(request, pk, verb, form)


@require_POST
@may("work_hazard")
def looked_again(request: SignedInRequest, pk: UUID, key: UUID) -> HttpResponse:
    """What was found when somebody looked again."""
    row = get_object_or_404(Hazard.objects.visible_to(request.user), pk=pk)
    actions.settle_follow_up(row, key, result=request.POST.get("result", ""), by=request.user, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("keyaccounts:hazard", pk)


@require_GET
@may("hazards")
def notice(request: SignedInRequest, pk: UUID, turn: int) -> HttpResponse:
    """The notice to the customer, to be printed and signed; who printed it is logged."""
    row = get_object_or_404(Hazard.objects.visible_to(request.user).for_list(), pk=pk)
    paper = get_object_or_404(HazardNotice.objects.select_related("issued_by"), hazard=row, turn=turn)
    facts = {"customer": str(row.customer_id), "hazard": str(row.pk), "page": "hazard_notice"}
    audit(what="export", by=request.user, at=timezone.now(), facts=facts)
    return render(request, "print/hazard_notice.html", {"row": row, "paper": paper})


@require_http_methods(["GET", "POST"])
@may("find_hazard")
def find(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Record a hazard at a customer's."""
    customer = the_customer(request, pk)
    form = FindForm(request.POST or None, customer=customer)
    if form.is_valid():
        told = dict(form.cleaned_data)
        told["photos"] = told["photos"].splitlines()
        with refusals_on(form):
            made = actions.find(customer, **told, by=request.user, at=timezone.now())
            messages.success(request, _("Hazard %(number)s is on the ledger.") % {"number": made.number})
            return redirect("keyaccounts:hazard", made.pk)
    facts = {"customer": customer, "form": form, "rail_here": "hazards"}
    return render(request, "keyaccounts/hazard_new.html", facts, status=422 if form.errors else 200)


@require_GET
@may("hazards")
def hazards_tab(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The hazards of one customer, and the safety file of each account."""
    at = timezone.now()
    around = frame(request, pk, "hazards_of", at=at)
    customer = around["customer"]
    points = customer.supply_points.select_related("safety_file").distinct().order_by("account_number")
    facts: dict[str, Any] = {
        "rows": Hazard.objects.visible_to(request.user).filter(customer=customer).order_by("-found_at")[: ledger.MOST],
        "accounts": [(point, *_file_forms(point)) for point in points],
        "today": timezone.localdate(at),
        "may_find": request.user.may("find_hazard"),
        "may_inspect": request.user.may("inspect"),
    }
    return render(request, "keyaccounts/hazards_tab.html", around | facts)


def _file_forms(point: Any) -> tuple[SafetyFile | None, FileForm, InspectForm]:
    file = getattr(point, "safety_file", None)
    voltage = {"voltage": file.voltage} if file else {}
    today = {"on": timezone.localdate()}
    return (
        file,
        FileForm(initial=voltage, auto_id=f"v-{point.pk}-%s"),
        InspectForm(initial=today, auto_id=f"i-{point.pk}-%s"),
    )


@require_POST
@may("inspect")
def keep_file(request: SignedInRequest, pk: UUID, point: UUID) -> HttpResponse:
    """Open the safety file of an account, or write how it is supplied."""
    customer = the_customer(request, pk)
    account = get_object_or_404(customer.supply_points.distinct(), pk=point)
    form = FileForm(request.POST)
    if form.is_valid():
        inspecting.keep_file(customer, account, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
    return redirect("keyaccounts:hazards_of", pk)


@require_POST
@may("inspect")
def inspect(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write down an inspection that was made."""
    file = get_object_or_404(SafetyFile.objects.visible_to(request.user), pk=pk)
    form = InspectForm(request.POST)
    if form.is_valid():
        inspecting.inspect(file, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Saved; the next inspection is counted from that day."))
    else:
        messages.warning(request, _("Say on which day the inspection was."))
    return redirect("keyaccounts:hazards_of", file.customer_id)


@require_http_methods(["GET", "POST"])
@may("watch_rules")
def cycles(request: SignedInRequest) -> HttpResponse:
    """Months between inspections by supply and level, and the days of each term."""
    org = company_of(request.user, "")
    form = CyclesForm(request.POST) if request.method == "POST" else CyclesForm(initial=terms.as_written(org))
    if request.method == "POST" and form.is_valid():
        terms.write(org, form.cleaned_data)
        moved = inspecting.count_anew(org, by=request.user)
        words = ngettext("Saved; %(n)d inspection was dated anew.", "Saved; %(n)d inspections were dated anew.", moved)
        messages.success(request, words % {"n": moved})
        return redirect("keyaccounts:cycles")
    facts = {"form": form, "rail_here": "records"}
    return render(request, "keyaccounts/cycles.html", facts, status=422 if form.errors else 200)
