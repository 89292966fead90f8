"""The work sheets of a ticket: begun, written, given to the crew, done, approved, printed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.actions import audit
from accounts.requests import SignedInRequest
from customers.models import Secrecy
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import NotAllowed, Refusal
from tickets.actions.spine import has_right
from tickets.models import Ticket
from tickets.views.live import live
from worksheets.actions import sheets
from worksheets.actions.materials import lines_of
from worksheets.models import SheetKind, WorkSheet
from worksheets.sheetforms import SheetForm, form_of
from worksheets.sheetpaper import blocks_of, said_of

State = WorkSheet.State
DEEDS: dict[str, Callable[..., WorkSheet]] = {"issue": sheets.issue, "finish": sheets.finish, "approve": sheets.approve}
GIVEN_WHY: dict[str, Callable[..., WorkSheet]] = {"void": sheets.void, "return": sheets.return_sheet}


@require_http_methods(["GET", "POST"])
@may("sheet")
def new(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """Begin a sheet of this kind for a ticket."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), number=number)
    kind = get_object_or_404(SheetKind, org=ticket.org_id, code=code, is_active=True)
    version = sheets.version_of(kind)
    form = SheetForm(request.POST or None, version=version, said={}, ticket=ticket)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            sheet = sheets.begin(ticket, kind=kind, said=form.said(), by=request.user, at=timezone.now())
            return redirect("worksheets:sheet", sheet.pk)
    facts = {"ticket": ticket, "form": form, "version": version}
    return render(request, "worksheets/sheet.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may("read")
@live
def sheet(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One sheet: write on it, and take its next step."""
    row = get_object_or_404(_rows(request), pk=pk)
    form = form_of(row, request.POST or None)
    status = 200
    if request.method == "POST":
        try:
            _do(request, row, form)
            messages.success(request, _("Saved."))
            return redirect("worksheets:sheet", pk)
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.is_valid()
            form.refuse(refusal)
            status = refusal.status
    return render(request, "worksheets/sheet.html", _facts(request, row) | {"form": form}, status=status)


def _rows(request: SignedInRequest) -> Any:
    beside = (
        "version__kind",
        "ticket__customer",
        "ticket__supply_point",
        "ticket__crew",
        "ticket__unit",
        "ticket__org",
    )
    people = ("ticket__first_contact", "by", "issued_by", "done_by", "ended_by", "owner", "crew")
    return WorkSheet.objects.visible_to(request.user).select_related(*beside, *people)


def _do(request: SignedInRequest, row: WorkSheet, form: SheetForm) -> None:
    """Keep what is written, then take the step that was pressed."""
    posted = request.POST
    common: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    deed, seen = posted.get("do", "write"), int(posted.get("seen", "0")) if posted.get("seen", "").isdigit() else 0
    if deed in GIVEN_WHY:
        GIVEN_WHY[deed](row, reason=posted.get("reason", ""), seen=seen, **common)
        return
    if row.state in (State.DRAFT, State.ISSUED) and form.is_valid():
        money: dict[str, Any] = {name: str(form.cleaned_data.get(name, "")) for name in ("fee", "receipt")}
        row = sheets.write(row, said=form.said(), lines=form.lines, seen=seen, **money, **common)
        seen = row.seen
    if deed in DEEDS:
        DEEDS[deed](row, seen=seen, **common)
    elif deed != "write":
        raise Http404


def _facts(request: SignedInRequest, row: WorkSheet) -> dict[str, Any]:
    ticket, user = row.ticket, request.user
    writes = row.state in (State.DRAFT, State.ISSUED) and ticket.is_open and has_right(ticket, "sheet", by=user)
    leads = has_right(ticket, "approve_sheet", by=user)
    return {
        "sheet": row,
        "ticket": ticket,
        "version": row.version,
        "drawn": said_of(row),
        "lines": lines_of(row),
        "writes": writes,
        "may_approve": row.is_awaited and leads and row.done_by_id != user.pk,
        "may_void": row.state not in (State.VOID, State.APPROVED) and (leads or (writes and row.state == State.DRAFT)),
    }


@require_GET
@may("read")
def paper(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The sheet on A4, with the customer's particulars in full; every printing is on record."""
    row = get_object_or_404(_rows(request), pk=pk)
    user_reveals = request.user.may("reveal")
    audit(
        what="work_sheet", by=request.user, at=timezone.now(), facts={"ticket": row.ticket.number, "sheet": row.number}
    )
    is_secret = row.ticket.customer is not None and row.ticket.customer.secrecy == Secrecy.SECRET
    facts = {"sheet": row, "ticket": row.ticket, "blocks": blocks_of(row), "in_full": user_reveals and not is_secret}
    return render(request, "print/worksheet.html", facts)
