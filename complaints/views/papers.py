"""The four forms of a complaint, and the monthly analysis with the lists behind its figures."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.actions import audit
from accounts.requests import SignedInRequest
from complaints.analysis import analyse, figure_of, month_of, taken_in
from complaints.papers import is_form, paper
from complaints.views.file import visible
from servicedesk.lib.gate import may


@require_GET
@may("complaint_file")
def form(request: SignedInRequest, number: str, step: str) -> HttpResponse:
    """One of the four forms, filled from the record, for A4."""
    if not is_form(step):
        raise Http404
    ticket = visible(request, number)
    audit(what="ticket_printed", by=request.user, at=timezone.now(), facts={"ticket": ticket.number})
    return render(request, "print/complaint.html", {"ticket": ticket, "paper": paper(ticket, step)})


@require_GET
@may("complaint_file")
def analysis(request: SignedInRequest) -> HttpResponse:
    """The figures of a month; with `block` and `of` the list behind one of them; `print` for A4."""
    month = month_of(request.GET.get("month", ""), timezone.localdate())
    rows = taken_in(request.user, month)
    blocks = analyse(rows)
    chosen = figure_of(blocks, request.GET.get("block", ""), request.GET.get("of", ""))
    facts = {
        "month": month,
        "total": len(rows),
        "blocks": blocks,
        "chosen": chosen,
        "block": request.GET.get("block", ""),
    }
    return render(request, "print/complaints.html" if "print" in request.GET else "complaints/analysis.html", facts)
