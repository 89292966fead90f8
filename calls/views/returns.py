"""Calls that we owe: the list, whose they are, dialling, settling."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from calls.actions import noting, owing
from calls.models import ReturnCall
from customers.models import Customer
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from servicedesk.lib.refusals import Refusal

SHOWS = ("open", "mine", "nobody", "late", "settled")


@require_GET
@may("calls")
def owed(request: SignedInRequest) -> HttpResponse:
    """Who rang in vain and has not been called yet, the most pressing first."""
    return _page(request)


def _page(request: SignedInRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    user, at = request.user, timezone.now()
    rows = ReturnCall.objects.visible_to(user).for_list()
    views = {
        "open": rows.open(),
        "mine": rows.open().filter(owner=user),
        "nobody": rows.open().filter(owner__isnull=True),
        "late": rows.open().filter(due_at__lte=at),
        "settled": rows.filter(settled_at__isnull=False),
    }
    show = request.GET.get("show", "open")
    show = show if show in views else "open"
    if show == "settled":
        pager = newest_first(views[show], request.GET, by="settled_at")
        found = list(pager.rows)
    else:
        pager, found = None, list(views[show].order_by("due_at", "pk")[:200])
    keys = [row.customer_id for row in found if row.customer_id]
    seen = set(Customer.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    context = {
        "rows": [(row, row.customer if row.customer_id in seen else None) for row in found],
        "pager": pager,
        "show": show,
        "counts": [(name, views[name][:100].count()) for name in SHOWS[:4]],
        "hows": [one for one in ReturnCall.How.choices if one[0] in ("otherwise", "needless", "called")],
        "may_reveal": user.may("reveal"),
        "refusal": refusal,
        "rail_here": "calls",
    }
    return render(request, "calls/owed.html", context, status=status)


def _the_row(request: SignedInRequest, pk: UUID) -> ReturnCall:
    return get_object_or_404(ReturnCall.objects.visible_to(request.user), pk=pk)


@require_POST
@may("calls")
def take(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """I call them."""
    try:
        owing.take_return(_the_row(request, pk), by=request.user)
    except Refusal as refusal:
        return _page(request, refusal=refusal.sentence(), status=refusal.status)
    return redirect("calls:owed")


@require_POST
@may("calls")
def settle(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Settled in a way that the telephone does not tell."""
    told = {"how": request.POST.get("how", "")[:20], "reason": request.POST.get("reason", "")[:200]}
    try:
        owing.settle_return(_the_row(request, pk), by=request.user, at=timezone.now(), **told)
    except Refusal as refusal:
        return _page(request, refusal=refusal.sentence(), status=refusal.status)
    messages.success(request, _("Settled."))
    return redirect("calls:owed")


@require_POST
@may("reveal")
def dial(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The number to dial, on record; whoever dials it, owns it."""
    row, at = _the_row(request, pk), timezone.now()
    whole = noting.reveal_number(row, by=request.user, at=at)
    if row.owner_id is None and row.settled_at is None and request.user.may("calls"):
        owing.take_return(row, by=request.user)
    page = "parts/_phone.html" if request.headers.get("HX-Request") == "true" else "calls/dial.html"
    return render(request, page, {"number": whole, "shown": True, "call": True})
