"""The quarterly re-check: what is open, how far everybody is, and one sheet."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.requests import SignedInRequest
from keyaccounts.models import RecheckRound, RecheckSheet
from keyaccounts.recheck.actions import answer
from keyaccounts.recheck.forms import SheetForm
from keyaccounts.recheck.sheet import items, progress
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may

MOST = 200
LATEST = 4


@require_GET
@may("recheck")
def recheck(request: SignedInRequest) -> HttpResponse:
    """The sheets that are open, overdue ones first, and how far each caretaker is; `quarter` shows a past round."""
    today = timezone.localdate()
    rounds = list(RecheckRound.objects.filter(org__in=request.user.orgs()).order_by("-quarter")[: LATEST * 2])
    quarters = sorted({one.quarter for one in rounds}, reverse=True)[:LATEST]
    quarter = request.GET.get("quarter", "") if request.GET.get("quarter") in quarters else ""
    chosen = [one for one in rounds if one.quarter == (quarter or (quarters or [""])[0])]
    sheets = RecheckSheet.objects.visible_to(request.user).filter(customer__hidden_at__isnull=True)
    shown = sheets.filter(round__in=chosen) if quarter else sheets.open()
    facts = {
        "sheets": shown.select_related("customer__caretaker", "round", "done_by").order_by("round__due_on", "pk")[
            :MOST
        ],
        "progress": progress(request.user, chosen, on=today),
        "quarters": quarters,
        "quarter": quarter,
        "current": chosen[0] if chosen else None,
    }
    return render(request, "keyaccounts/recheck.html", facts | {"today": today, "rail_here": "recheck"})


@require_http_methods(["GET", "POST"])
@may("recheck")
def sheet(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One customer's sheet: each item confirmed, changed or unknown."""
    row = get_object_or_404(RecheckSheet.objects.visible_to(request.user).select_related("customer", "round"), pk=pk)
    form = SheetForm(request.POST or None, sheet=row)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            row = answer(row, form.said(), by=request.user, at=timezone.now())
            messages.success(request, _said(row))
            return redirect("keyaccounts:recheck")
    facts = {"row": row, "form": form, "items": items(row.customer, form, on=timezone.localdate())}
    told = facts | {"answers": row.answers.select_related("by").order_by("at"), "rail_here": "recheck"}
    return render(request, "keyaccounts/recheck_sheet.html", told, status=422 if form.errors else 200)


def _said(row: RecheckSheet) -> str:
    if row.done_at:
        return _("The file is confirmed.")
    left = 5 - row.answers.count()
    return ngettext("Saved; %(n)d item is open.", "Saved; %(n)d items are open.", left) % {"n": left}
