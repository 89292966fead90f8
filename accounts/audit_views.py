"""The book of who looked at what: read, filtered, taken out, and whether it is still what was sealed."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.audit_page import AuditFilter, chain_status, note_reading
from accounts.audit_words import AUDIT_WORDS
from accounts.auditing import audit as note
from accounts.models import AuditBreak
from accounts.requests import SignedInRequest
from accounts.sentences import tell_audit
from accounts.taking import Wish
from accounts.taking_views import taken
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from servicedesk.lib.refusals import Refusal


@require_GET
@may("audit")
def audit(request: SignedInRequest) -> HttpResponse:
    """Who looked at what, and who came and went; filters stand in the address. That it was read is an entry itself."""
    answer = _page(request)
    note_reading(request.user, AuditFilter.of(request.GET), at=timezone.now())
    return answer


def _page(request: SignedInRequest, *, refusal: Refusal | None = None) -> HttpResponse:
    wanted = _wanted(request) if refusal else AuditFilter.of(request.GET)
    rows = wanted.rows(request.user).select_related("by__home")
    page = newest_first(rows, request.GET, size=100)
    told = [(event, *tell_audit(event)) for event in page.rows]
    context: dict[str, Any] = {"told": told, "pager": page, "wanted": wanted, "words": AUDIT_WORDS.items()}
    context |= {"chain": chain_status(request.user), "may_prove": request.user.may("prove")}
    context |= {"refusal": refusal.sentence() if refusal else ""}
    return render(request, "accounts/audit.html", context, status=refusal.status if refusal else 200)


def _wanted(request: SignedInRequest) -> AuditFilter:
    return AuditFilter.of(QueryDict(request.POST.get("query", "")[:500]))


@require_POST
@may("audit")
def take_out(request: SignedInRequest) -> HttpResponse:
    """The entries that fit the filters, as a table; why is recorded, and so is what was taken."""
    query = _wanted(request).query()
    try:
        return taken(request, Wish.of("audit", request.POST, query=query), by=request.user)
    except Refusal as refusal:
        return _page(request, refusal=refusal)


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
