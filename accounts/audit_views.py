"""The book of who looked at what: read, filtered, taken out, and whether it is still what was sealed."""

import csv
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.audit_page import AuditFilter, chain_status, download_rows, note_reading
from accounts.audit_words import AUDIT_WORDS
from accounts.auditing import audit as note
from accounts.models import AuditBreak
from accounts.requests import SignedInRequest
from accounts.sentences import tell_audit
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from servicedesk.lib.refusals import Refusal
from servicedesk.lib.tables.writing import safe_cell


@require_GET
@may("audit")
def audit(request: SignedInRequest) -> HttpResponse:
    """Who looked at what, and who came and went; filters stand in the address. That it was read is an entry itself."""
    answer = _page(request)
    note_reading(request.user, AuditFilter.of(request.GET), at=timezone.now())
    return answer


def _page(request: SignedInRequest, *, refusal: Refusal | None = None) -> HttpResponse:
    wanted = AuditFilter.of(request.POST if refusal else request.GET)
    rows = wanted.rows(request.user).select_related("by__home")
    page = newest_first(rows, request.GET, size=100)
    told = [(event, *tell_audit(event)) for event in page.rows]
    context: dict[str, Any] = {"told": told, "pager": page, "wanted": wanted, "words": AUDIT_WORDS.items()}
    context |= {"chain": chain_status(request.user), "may_prove": request.user.may("prove")}
    context |= {"refusal": refusal.sentence() if refusal else ""}
    return render(request, "accounts/audit.html", context, status=refusal.status if refusal else 200)


@require_POST
@may("audit")
def take_out(request: SignedInRequest) -> HttpResponse:
    """The entries that fit the filters, as a table; why is recorded, and so is what was taken."""
    try:
        rows = download_rows(request.user, request.POST, at=timezone.now())
    except Refusal as refusal:
        return _page(request, refusal=refusal)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="audit.csv"'
    out = csv.writer(answer)
    out.writerows([safe_cell(cell) for cell in row] for row in rows)
    return answer


@require_POST
@may("prove")
def looked_into(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Somebody has looked into a break; it is struck off, and the audit keeps that it was there."""
    held = get_object_or_404(
        AuditBreak.objects.filter(org__in=[*request.user.orgs()]) | AuditBreak.objects.filter(org=None), pk=pk
    )
    facts = {"table": held.name, "block": held.number, "how": held.what}
    note(
        what="audit_looked",
        by=request.user,
        at=timezone.now(),
        facts=facts,
        reason=request.POST.get("reason", "")[:500],
    )
    held.delete()
    return redirect("accounts:audit")
