"""The rota of a week: who is on duty, who is away and who stands in."""

import csv
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.absences import record_absence
from accounts.actions import audit
from accounts.models import Absence
from accounts.requests import SignedInRequest
from accounts.taking import within
from accounts.views import safe_path
from deadlines.reading import company_of
from fieldwork.actions import rota as actions
from fieldwork.forms import AbsenceForm, ShiftForm
from fieldwork.model_rota import Shift
from fieldwork.rotapage import Cell, monday_of, week_for
from fieldwork.views.day import day_of
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from servicedesk.lib.tables.writing import safe_cell

FILLS = {"copy": actions.copy_week, "usual": actions.fill_week}
WORDS = (
    ("copy", gettext_lazy("Last week again")),
    ("usual", gettext_lazy("Fill in the usual week")),
    ("keep", gettext_lazy("Keep this as the usual week")),
)


@require_http_methods(["GET", "POST"])
@may("rota")
def week(request: SignedInRequest) -> HttpResponse:
    """The week of a day; whoever keeps the rota adds to it here."""
    at = timezone.now()
    monday = monday_of(day_of(request, at))
    keeps = request.user.may("rota_edit")
    posted = request.POST if request.method == "POST" and keeps else None
    is_shift = posted is not None and "sort" in posted
    shift = ShiftForm(posted if is_shift else None, user=request.user, initial={"on": monday})
    away = AbsenceForm(posted if posted is not None and not is_shift else None, user=request.user)
    if posted is not None and _saved(request, shift if is_shift else away):
        return redirect(f"/rota/?on={monday}")
    facts = {"week": week_for(request.user, monday=monday, at=at), "shift": shift, "away": away, "keeps": keeps}
    facts |= {"form": shift if is_shift else away, "rail_here": "rota", "today": timezone.localdate(at), "fills": WORDS}
    return render(request, "fieldwork/rota.html", facts, status=200 if posted is None else 422)


def _saved(request: SignedInRequest, form: ShiftForm | AbsenceForm) -> bool:
    if not form.is_valid():
        return False
    at, by, told = timezone.now(), request.user, form.cleaned_data
    try:
        with transaction.atomic():
            if isinstance(form, ShiftForm):
                for begin, until in form.stretches:
                    actions.add_shift(form.who_it_is, sort=told["sort"], from_at=begin, until_at=until, by=by, at=at)
            else:
                span = {"from_at": told["begin"], "until_at": told["until"]}
                record_absence(told["person"], deputy=told["deputy"], why=told["why"], by=by, at=at, **span)
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, _("Saved."))
    return True


@require_POST
@may("rota_edit")
def fill(request: SignedInRequest, how: str) -> HttpResponse:
    """Write last week, or the usual week, into this one; or make this one the usual week."""
    monday = monday_of(day_of(request, timezone.now()))
    org = company_of(request.user, "")
    if how == "keep":
        kept = actions.keep_as_usual(org, monday=monday, by=request.user)
        messages.success(request, _("This is the usual week now: %(n)d lines.") % {"n": kept})
    elif how in FILLS:
        made = FILLS[how](org, monday=monday, by=request.user, at=timezone.now())
        messages.success(request, ngettext("%(n)d shift written.", "%(n)d shifts written.", made) % {"n": made})
    return redirect(f"/rota/?on={monday}")


@require_POST
@may("rota_edit")
def drop_shift(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a stretch off the rota."""
    shift = get_object_or_404(Shift.objects.visible_to(request.user).select_related("crew__org", "person__org"), pk=pk)
    actions.cancel_shift(shift, by=request.user, at=timezone.now())
    return redirect(f"/rota/?on={timezone.localdate(shift.from_at)}")


@require_POST
@may("deputise")
def back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Somebody is back, or does not go."""
    absence = get_object_or_404(Absence.objects.visible_to(request.user).select_related("person__org"), pk=pk)
    actions.end_absence(absence, by=request.user, at=timezone.now())
    return redirect(safe_path(request, request.POST.get("next", "/rota/")))


@require_GET
@may("rota")
def export(request: SignedInRequest) -> HttpResponse:
    """The week as CSV; on record."""
    at = timezone.now()
    monday = monday_of(day_of(request, at))
    told = week_for(request.user, monday=monday, at=at)
    within(len(told.lines))
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rota-{monday}.csv"'
    out = csv.writer(answer)
    out.writerow([_("Crew or person"), *(day.isoformat() for day in told.days)])
    for line in told.lines:
        out.writerow([safe_cell(line.who.name), *(_day(cell) for cell in line.cells)])
    audit(what="rota_export", by=request.user, at=at, facts={"monday": monday.isoformat()})
    return answer


def _day(cell: Cell) -> str:
    return " ".join([*map(_said, cell.shifts), *(one.get_why_display() for one in cell.away)])


def _said(shift: Shift) -> str:
    begin, until = timezone.localtime(shift.from_at), timezone.localtime(shift.until_at)
    return f"{begin:%H:%M}-{until:%H:%M}{'' if shift.sort == 'duty' else ' ' + shift.get_sort_display()}"
