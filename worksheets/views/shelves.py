"""What the depots hold and who delivers: items, depots, suppliers, each kept on one page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import audit
from accounts.requests import SignedInRequest
from deadlines.reading import company_of
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Invalid, Refusal
from worksheets.itemtable import load
from worksheets.models import Depot, Item, Supplier
from worksheets.stockforms import DepotForm, ItemForm, SupplierForm

MOST = 1000


@require_http_methods(["GET", "POST"])
@may("stock")
def items(request: SignedInRequest, pk: UUID | None = None) -> HttpResponse:
    """The items of the company; write a new one, or change one."""
    org = company_of(request.user, "")
    rows = Item.objects.filter(org=org)
    held = get_object_or_404(rows, pk=pk) if pk else Item(org=org)
    known = {name: getattr(held, name) for name in ItemForm.base_fields} if pk else {}
    form = ItemForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid() and _saved(held, form):
        messages.success(request, _("Saved."))
        return redirect("worksheets:items")
    facts: dict[str, Any] = {
        "rows": list(rows[:MOST]),
        "form": form,
        "held": held if pk else None,
        "rail_here": "stock",
    }
    return render(request, "worksheets/items.html", facts, status=422 if form.errors else 200)


def _saved(row: Any, form: Any) -> bool:
    """Keep a row; two of one name are refused at the form."""
    for name, value in form.cleaned_data.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        form.add_error(next(iter(form.fields)), _("That is there already."))
        return False
    return True


@require_POST
@may("stock")
def import_items(request: SignedInRequest) -> HttpResponse:
    """Take over a table of items; the same table again changes nothing."""
    org, file = company_of(request.user, ""), request.FILES.get("file")
    try:
        if file is None:
            raise Invalid(_("Choose a workbook or a text table of at most 5 MB."))
        done = load(file, org=org)
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect("worksheets:items")
    told = {"fresh": done.fresh, "changed": done.changed, "same": done.same, "refused": len(done.refused)}
    audit(what="stock_import", by=request.user, at=timezone.now(), facts=told)
    messages.success(request, _("%(fresh)d new, %(changed)d changed, %(same)d as before.") % told)
    for line, reason in done.refused[:5]:
        messages.error(request, _("Line %(line)d: %(reason)s") % {"line": line, "reason": reason})
    return redirect("worksheets:items")


@require_http_methods(["GET", "POST"])
@may("stock")
def places(request: SignedInRequest) -> HttpResponse:
    """Depots and suppliers of the company, each with a form for one more."""
    org, do = company_of(request.user, ""), request.POST.get("do", "")
    depot = DepotForm(request.POST if do == "depot" else None, user=request.user, org=org)
    supplier = SupplierForm(request.POST if do == "supplier" else None)
    form, row = (depot, Depot(org=org)) if do == "depot" else (supplier, Supplier(org=org))
    if do and form.is_valid() and _saved(row, form):
        messages.success(request, _("Saved."))
        return redirect("worksheets:places")
    facts: dict[str, Any] = {
        "depots": Depot.objects.kept_by(request.user).select_related("unit", "keeper"),
        "depot_form": depot,
    }
    facts |= {"suppliers": Supplier.objects.filter(org=org), "supplier_form": supplier, "rail_here": "stock"}
    return render(request, "worksheets/places.html", facts, status=422 if form.errors else 200)
