"""Sheets of work and visits on the phone: pages that it keeps; what is written there goes through the queue like any step."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from fieldwork.sheetpage import around, written_by
from fieldwork.views.phone_jobs import for_person, job_of
from servicedesk.lib.gate import may
from servicedesk.lib.ids import uuid7
from tickets.models import Ticket
from worksheets.actions.sheets import version_of
from worksheets.models import Appointment, SheetKind, WorkSheet
from worksheets.sheetforms import SheetForm, form_of
from worksheets.sheetpaper import said_of
from worksheets.windows import offers


@require_GET
@may("arrive")
def sheet(request: SignedInRequest, number: str, pk: UUID) -> HttpResponse:
    """One sheet of a job: what the desk wrote, and the form for what was done."""
    facts = sheet_facts(job_of(request, number), request, pk)
    return for_person(request, render(request, "fieldwork/sheet.html", facts))


def sheet_facts(ticket: Ticket, request: SignedInRequest, pk: UUID, posted: QueryDict | None = None) -> dict[str, Any]:
    """What the page of a sheet shows; 404 where it is not this job's, or not the crew's to fill."""
    rows = WorkSheet.objects.filter(written_by(request.user), ticket=ticket)
    row = get_object_or_404(rows.select_related("version", "ticket"), pk=pk)
    is_issued = row.state == WorkSheet.State.ISSUED
    form = form_of(row, posted, only_results=is_issued)
    told = [(title, [one for one in lines if one[1]]) for title, lines in said_of(row)] if is_issued else []
    asked = {str(field.label).removesuffix(" *") for _title, fields in form.drawn for field in fields}
    shown = [(label, word) for _title, lines in told for label, word in lines if label not in asked]
    facts = {"sheet": row, "key": row.pk, "version": row.version, "form": form, "shown": shown, "seen": row.seen}
    return facts | around(ticket, request.user)


@require_GET
@may("arrive")
def new(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """A new sheet of this kind; its id is the phone's."""
    facts = new_facts(job_of(request, number), request, code)
    return for_person(request, render(request, "fieldwork/sheet.html", facts))


def new_facts(ticket: Ticket, request: SignedInRequest, code: str, posted: QueryDict | None = None) -> dict[str, Any]:
    """What the page of a sheet to be begun shows."""
    kind = get_object_or_404(SheetKind, org=ticket.org_id, code=code, is_active=True)
    version = version_of(kind)
    form = SheetForm(posted, version=version, said={}, ticket=ticket)
    facts = {"version": version, "kind": kind, "key": uuid7(), "form": form, "seen": 0}
    return facts | around(ticket, request.user)


@require_GET
@may("arrive")
def visit(request: SignedInRequest, number: str) -> HttpResponse:
    """The windows that are free for a visit of this job; offline, those that were free when the phone last asked."""
    return for_person(request, render(request, "fieldwork/visit.html", visit_facts(job_of(request, number), request)))


def visit_facts(ticket: Ticket, request: SignedInRequest) -> dict[str, Any]:
    """What the page for agreeing on a visit shows."""
    found = [one for one in offers(ticket, at=timezone.now()) if one.left]
    days = [(day, list(some)) for day, some in groupby(found, key=lambda one: one.day)]
    standing = Appointment.objects.filter(ticket=ticket, state="standing").first()
    return {"days": days, "visit": standing} | around(ticket, request.user)
