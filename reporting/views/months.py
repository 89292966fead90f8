"""The bulletins: the list of them, and one as it was told, beside what has moved since; as a page, on paper, as a file."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from reporting.bulletins import told
from reporting.models import Bulletin
from reporting.refusals import StillCounting
from reporting.rules import rules_of
from reporting.wanted import Wanted
from servicedesk.lib.gate import may
from servicedesk.lib.months import month_end
from servicedesk.lib.tables.writing import FORMATS, table_response


@require_GET
@may("reports")
def bulletins(request: SignedInRequest) -> HttpResponse:
    """Every month that was told."""
    rows = Bulletin.objects.visible_to(request.user).order_by("-month", "org").defer("figures", "measures")
    days = [rules_of(org).bulletin_day for org in sorted(request.user.orgs())]
    return render(request, "reporting/bulletins.html", {"rows": rows, "days": days, "rail_here": "reports"})


@require_GET
@may("reports")
def bulletin(request: SignedInRequest, month: str) -> HttpResponse:
    """One month."""
    row = get_object_or_404(Bulletin.objects.visible_to(request.user).select_related("org"), month=_month(month))
    want = Wanted(request.user, row.month, month_end(row.month))
    facts: dict[str, Any] = {"row": row, "rail_here": "reports"}
    try:
        facts["told"] = found = told(row, want, today=timezone.localdate())
    except StillCounting as refusal:
        facts["waits"] = refusal.sentence()
        return render(request, "reporting/bulletin.html", facts, status=503)
    if request.GET.get("as") in FORMATS:
        return table_response(request.GET["as"], f"bulletin-{month}", found.header(), found.rows())
    return render(request, "print/bulletin.html" if request.GET.get("print") else "reporting/bulletin.html", facts)


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Http404 from None
