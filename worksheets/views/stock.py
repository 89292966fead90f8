"""The depot keeper's pages: what lies where, its ledger, deliveries, shortages."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import audit
from accounts.requests import SignedInRequest
from deadlines.reading import company_of
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from servicedesk.lib.refusals import Refusal
from servicedesk.lib.tables.writing import FORMATS, table_response
from worksheets.actions import stock
from worksheets.models import Depot, GoodsIn, Item, Shortage, StockLevel, StockMove
from worksheets.stockforms import CarryForm, CountForm, DeliveryForm, MinimumForm, SettleForm

MOST = 500
BESIDE = (
    "item",
    "depot",
    *(f"line__{paper}__{what}" for paper in ("sheet", "work_sheet") for what in ("ticket", "by")),
)


def levels_of(request: SignedInRequest) -> QuerySet[StockLevel]:
    rows = StockLevel.objects.filter(depot__in=Depot.objects.kept_by(request.user)).select_related(
        "item", "depot__unit"
    )
    depot, words = request.GET.get("depot", ""), request.GET.get("q", "").strip()[:40]
    if chosen := next((one for one in Depot.objects.kept_by(request.user) if str(one.pk) == depot), None):
        rows = rows.filter(depot=chosen)
    if words:
        rows = rows.filter(Q(item__name__icontains=words) | Q(item__code__icontains=words))
    if request.GET.get("show") == "low":
        rows = rows.filter(minimum__isnull=False, balance__lt=F("minimum"))
    return rows.order_by("item__code", "depot__name")


@require_GET
@may("stock")
def levels(request: SignedInRequest) -> HttpResponse:
    """What lies where, what is low first asked for; one line leads to its ledger."""
    rows = list(levels_of(request)[:MOST])
    low = StockLevel.objects.filter(depot__in=Depot.objects.kept_by(request.user), low_since__isnull=False)
    facts: dict[str, Any] = {
        "rows": rows,
        "depots": list(Depot.objects.kept_by(request.user)),
        "depot": request.GET.get("depot", ""),
    }
    facts |= {
        "q": request.GET.get("q", ""),
        "show": request.GET.get("show", ""),
        "low": low.count(),
        "query": request.GET.urlencode(),
    }
    return render(
        request, "worksheets/stock.html", facts | {"rail_here": "stock", "shortages": open_shortages(request).count()}
    )


@require_GET
@may("stock")
def export(request: SignedInRequest, kind: str) -> HttpResponse:
    """The list as it is narrowed, as a table; that it left is on record."""
    if kind not in FORMATS:
        raise Http404
    audit(what="stock_export", by=request.user, at=timezone.now(), facts={"kind": kind})
    header = [_("Item number"), _("Name"), _("Depot"), _("In stock"), _("Unit of measure"), _("Warn below")]
    return table_response(kind, "stock", header, _cells(levels_of(request)))


def _cells(rows: QuerySet[StockLevel]) -> Iterator[tuple[str, str, str, Decimal, str, Decimal | None]]:
    for row in rows:
        yield row.item.code, row.item.name, row.depot.name, row.balance, row.item.measure, row.minimum


@require_http_methods(["GET", "POST"])
@may("stock")
def ledger(request: SignedInRequest, depot: UUID, item: UUID) -> HttpResponse:
    """Everything that came and went of an item in a depot; count it, carry it over, say below what to warn."""
    place = get_object_or_404(Depot.objects.kept_by(request.user), pk=depot)
    thing = get_object_or_404(Item.objects.visible_to(request.user).filter(org=place.org_id), pk=item)
    do = request.POST.get("do", "")
    posted = {name: request.POST if do == name else None for name in ("count", "carry", "minimum")}
    level = StockLevel.objects.filter(depot=place, item=thing).first() or StockLevel(depot=place, item=thing)
    forms: dict[str, Any] = {
        "count": CountForm(posted["count"]),
        "carry": CarryForm(posted["carry"], source=place),
        "minimum": MinimumForm(posted["minimum"], initial={"minimum": level.minimum}),
    }
    if do in forms and forms[do].is_valid() and _keep(request, do, forms[do], place, thing):
        return redirect("worksheets:ledger", depot, item)
    page = newest_first(StockMove.objects.filter(depot=place, item=thing), request.GET)
    moves = StockMove.objects.filter(pk__in=[row.pk for row in page.rows])
    beside = ("by", "goods_in__supplier", "line__sheet__ticket", "line__work_sheet__ticket")
    facts = {
        "level": level,
        "depot": place,
        "item": thing,
        "forms": forms,
        "do": do,
        "pager": page,
        "rail_here": "stock",
    }
    facts["moves"] = list(moves.select_related(*beside).order_by("-at", "-pk"))
    wrong = do in forms and forms[do].errors
    return render(request, "worksheets/ledger.html", facts, status=422 if wrong else 200)


def _keep(request: SignedInRequest, do: str, form: Any, place: Depot, thing: Item) -> bool:
    """Do what the form says; False, with the sentence at its field, where it is refused."""
    said: dict[str, Any] = form.cleaned_data
    common: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    try:
        if do == "count":
            stock.count(place, thing, **said, **common)
        elif do == "carry":
            stock.carry(stock.Piece(thing, said["quantity"], said["serial"]), source=place, to=said["to"], **common)
        else:
            stock.set_minimum(place, thing, **said, at=common["at"])
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, _("Saved."))
    return True


@require_http_methods(["GET", "POST"])
@may("stock")
def deliveries(request: SignedInRequest) -> HttpResponse:
    """Goods in: the deliveries, newest first, and the form for the next one."""
    org = company_of(request.user, "")
    form = DeliveryForm(
        request.POST or None, org=org, depots=Depot.objects.kept_by(request.user).filter(is_active=True)
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            stock.receive(**form.cleaned_data, pieces=form.pieces(), by=request.user, at=timezone.now())
            messages.success(request, _("The delivery is booked."))
            return redirect("worksheets:deliveries")
    page = newest_first(GoodsIn.objects.filter(depot__in=Depot.objects.kept_by(request.user)), request.GET)
    rows = GoodsIn.objects.filter(pk__in=[row.pk for row in page.rows]).select_related("supplier", "depot", "by")
    facts = {"form": form, "pager": page, "rows": rows.prefetch_related("moves__item").order_by("-at", "-pk")}
    return render(
        request, "worksheets/deliveries.html", facts | {"rail_here": "stock"}, status=422 if form.errors else 200
    )


def open_shortages(request: SignedInRequest) -> QuerySet[Shortage]:
    return Shortage.objects.filter(depot__in=Depot.objects.kept_by(request.user), settled_at__isnull=True)


@require_GET
@may("stock")
def shortages(request: SignedInRequest) -> HttpResponse:
    """What crews used and the book did not have, to be cleared up one by one."""
    rows = open_shortages(request).select_related(*BESIDE)
    settled = Shortage.objects.filter(depot__in=Depot.objects.kept_by(request.user), settled_at__isnull=False)
    settled = settled.select_related("item", "depot", "settled_by").order_by("-settled_at")[:20]
    facts = {"rows": list(rows.order_by("at")[:MOST]), "settled": settled, "ways": Shortage.Way.choices}
    return render(request, "worksheets/shortages.html", facts | {"rail_here": "stock"})


@require_POST
@may("stock")
def settle(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Clear one shortage up."""
    row, form = (
        get_object_or_404(Shortage.objects.filter(depot__in=Depot.objects.kept_by(request.user)), pk=pk),
        SettleForm(request.POST),
    )
    try:
        if form.is_valid():
            stock.settle(row, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("Saved."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    return redirect("worksheets:shortages")
