"""What administrators keep: kinds of sheet, rules of reports, reasons for sending back, windows of the day."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Unit
from accounts.requests import SignedInRequest
from deadlines.reading import company_of
from servicedesk.lib.gate import may
from worksheets.actions import sheets, usual
from worksheets.models import ReportRule, SendBackCode, SendBackTerms, SheetKind, SheetVersion, VisitWindow
from worksheets.paper import as_lines, fields_of, read_sections
from worksheets.ruleforms import CodeForm, KindForm, NewKindForm, RuleForm, TermsForm, WindowForm

PAGES = {"kinds": "worksheets:kinds", "back": "worksheets:reasons", "windows": "worksheets:windows"}


@require_GET
@may("sheet_rules")
def kinds(request: SignedInRequest) -> HttpResponse:
    """The kinds of work sheet, each with what it asks for now."""
    rows = SheetKind.objects.filter(org=company_of(request.user, ""))
    shown = [(kind, version, len(fields_of(read_sections(version.sections)))) for kind, version in _now(rows)]
    return render(request, "worksheets/manage/kinds.html", {"rows": shown, "rail_here": "sheets", "tab": "kinds"})


def _now(rows: Any) -> list[tuple[SheetKind, SheetVersion]]:
    versions = SheetVersion.objects.filter(kind__in=rows).select_related("kind", "by")
    return sorted(
        ((one.kind, one) for one in versions if one.n == one.kind.latest),
        key=lambda pair: (pair[0].position, pair[0].code),
    )


@require_http_methods(["GET", "POST"])
@may("sheet_rules")
def kind(request: SignedInRequest, code: str = "") -> HttpResponse:
    """Write a kind of sheet, or what one asks for from now on; sheets already written keep their version."""
    org = company_of(request.user, "")
    held = get_object_or_404(SheetKind, org=org, code=code) if code else SheetKind(org=org)
    version = sheets.version_of(held) if code else None
    form = (KindForm if code else NewKindForm)(request.POST or None, initial=_known(version))
    if request.method == "POST" and form.is_valid() and _revise(request, held, form):
        messages.success(request, _("Saved. Sheets already written keep the version they have."))
        return redirect("worksheets:kinds")
    versions = SheetVersion.objects.filter(kind=held).select_related("by").order_by("-n") if code else []
    facts: dict[str, Any] = {"form": form, "held": held if code else None, "version": version, "versions": versions}
    facts |= {"rail_here": "sheets", "tab": "kinds"}
    return render(request, "worksheets/manage/kind.html", facts, status=422 if form.errors else 200)


def _known(version: SheetVersion | None) -> dict[str, Any]:
    if version is None:
        return {"is_approved": True}
    told: dict[str, Any] = {name: getattr(version, name) for name in ("name", "is_approved", "asks_fee")}
    return told | {"sections": as_lines(read_sections(version.sections))}


def _revise(request: SignedInRequest, held: SheetKind, form: KindForm) -> bool:
    said = dict(form.cleaned_data)
    try:
        with transaction.atomic():
            if held._state.adding:
                held.code, held.series = said.pop("code"), said.pop("series")
                held.save()
            sheets.revise(held, **said, by=request.user, at=timezone.now())
    except IntegrityError:
        form.add_error("name", _("There is a kind with this code or these letters already."))
        return False
    return True


@require_POST
@may("sheet_rules")
def adopt(request: SignedInRequest, what: str) -> HttpResponse:
    """Write what most companies begin with."""
    org, now = company_of(request.user, ""), timezone.now()
    if what not in PAGES:
        raise Http404
    if what == "kinds":
        fresh = sheets.adopt_usual(org, by=request.user, at=now)
    else:
        fresh = usual.adopt_reasons(org, by=request.user, at=now) if what == "back" else usual.adopt_windows(org)
    messages.success(request, ngettext("%(n)d line written.", "%(n)d lines written.", fresh) % {"n": fresh})
    return redirect(PAGES[what])


@require_http_methods(["GET", "POST"])
@may("sheet_rules")
def reports(request: SignedInRequest, pk: UUID | None = None) -> HttpResponse:
    """The rules of reports: which are reviewed, what they say."""
    org = company_of(request.user, "")
    rows = ReportRule.objects.filter(org=org).select_related("category")
    held = get_object_or_404(rows, pk=pk) if pk else ReportRule(org=org)
    if request.POST.get("do") == "remove" and pk:
        held.delete()
        return redirect("worksheets:report_rules")
    form = RuleForm(request.POST or None, instance=held, org=org)
    held.by, held.at = request.user, timezone.now()
    if request.method == "POST" and _saved(form, "kind"):
        return _done(request, "worksheets:report_rules")
    ordered = sorted(rows, key=lambda rule: (rule.category_id is not None, bool(rule.kind), rule.kind))
    facts = {"rows": ordered, "form": form, "held": held if pk else None, "rail_here": "sheets", "tab": "reports"}
    return render(request, "worksheets/manage/reports.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may("sheet_rules")
def reasons(request: SignedInRequest, pk: UUID | None = None) -> HttpResponse:
    """The reasons for sending back, until when, and after how many times a supervisor decides."""
    org, is_terms = company_of(request.user, ""), request.POST.get("do") == "terms"
    rows = SendBackCode.objects.filter(org=org)
    held = get_object_or_404(rows, pk=pk) if pk else SendBackCode(org=org)
    terms = SendBackTerms.objects.filter(org=org).first() or SendBackTerms(org=org)
    terms.by, terms.at = request.user, timezone.now()
    code_form = CodeForm(request.POST if request.POST and not is_terms else None, instance=held)
    terms_form = TermsForm(request.POST if is_terms else None, instance=terms)
    asked: tuple[Any, str] = (terms_form, "minutes") if is_terms else (code_form, "code")
    if request.method == "POST" and _saved(*asked):
        return _done(request, "worksheets:reasons")
    facts: dict[str, Any] = {
        "rows": list(rows),
        "form": code_form,
        "terms_form": terms_form,
        "held": held if pk else None,
    }
    facts |= {"rail_here": "sheets", "tab": "back"}
    return render(request, "worksheets/manage/reasons.html", facts, status=422 if asked[0].errors else 200)


@require_http_methods(["GET", "POST"])
@may("sheet_rules")
def windows(request: SignedInRequest, pk: UUID | None = None) -> HttpResponse:
    """The windows in which visits are offered."""
    org: Unit = company_of(request.user, "")
    rows = VisitWindow.objects.filter(org=org).select_related("hall")
    held = get_object_or_404(rows, pk=pk) if pk else VisitWindow(org=org, places=4)
    form = WindowForm(request.POST or None, instance=held, org=org)
    if request.method == "POST" and _saved(form, "opens"):
        return _done(request, "worksheets:windows")
    facts = {"rows": list(rows), "form": form, "held": held if pk else None, "rail_here": "sheets", "tab": "windows"}
    return render(request, "worksheets/manage/windows.html", facts, status=422 if form.errors else 200)


def _saved(form: Any, name: str) -> bool:
    """Keep the row of a form; one that is there already is refused at the field `name`."""
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        form.add_error(name, _("That is there already."))
        return False
    return True


def _done(request: SignedInRequest, where: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(where)
