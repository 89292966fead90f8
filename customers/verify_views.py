"""The list of customers still to be held against a file."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from customers.verifying import to_verify, verify
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from servicedesk.lib.refusals import Refusal


@require_GET
@may("customer_edit")
def unverified(request: SignedInRequest) -> HttpResponse:
    """Who was taken down by hand and by whom nobody has asked since."""
    return _list(request)


def _list(request: SignedInRequest, told: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    rows = to_verify(request.user).prefetch_related("phones", "holdings__supply_point")
    page = newest_first(rows, request.GET, by="unverified_at", size=30)
    return render(request, "customers/unverified.html", {"pager": page} | (told or {}), status=status)


@require_POST
@may("customer_edit")
def settle(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One of them is known now."""
    customer = get_object_or_404(to_verify(request.user), pk=pk)
    account = request.POST.get("account", "")[:40]
    try:
        verify(customer, account_number=account, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return _list(request, {"tried": pk, "refusal": refusal.sentence(), "account": account}, status=refusal.status)
    return redirect("customers:unverified")
