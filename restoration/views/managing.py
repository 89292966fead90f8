"""The rules about outages, the boundaries of the grid, and a history brought in."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Unit
from accounts.requests import SignedInRequest
from outages.boundaries import bring_in
from outages.models import GridBoundary, NoText, OutageCause
from outages.rules import causes_of, rules_of, sources_of
from restoration.actions import ruling, storms
from restoration.forms import LINES, HistoryUpload, Upload, filled
from restoration.history import Report, bring_history, mapping_of
from restoration.models import SampleRule
from restoration.sampling import USUAL
from restoration.views.sheet import key_in
from servicedesk.lib.gate import may
from servicedesk.lib.masks import mask_phone
from servicedesk.lib.refusals import NotAllowed, Refusal


@require_http_methods(["GET", "POST"])
@may("outage_rules")
def rules(request: SignedInRequest) -> HttpResponse:
    """What is due by when, who is called, when calls suggest an outage, causes, and who wants no texts."""
    org, refusal, status = _company(request), None, 200
    if request.method == "POST":
        try:
            _keep(request, org)
            return redirect("restoration:rules")
        except Refusal as no:
            refusal, status = no.sentence(), no.status
    return render(request, "outages/rules.html", _facts(org) | {"refusal": refusal}, status=status)


def _keep(request: SignedInRequest, org: Unit) -> None:
    what, now = request.POST.get("what", ""), timezone.now()
    if what == "again":
        for row in NoText.objects.filter(org=org, pk__in=[key for key in [key_in(request.POST.get("pk", ""))] if key]):
            ruling.want_texts_again(row, by=request.user)
        return
    if what not in LINES:
        raise Refusal
    sheet = LINES[what](request.POST)
    if not sheet.is_valid():
        raise Refusal(
            " ".join(f"{sheet.fields[name].label}：{'；'.join(map(str, said))}" for name, said in sheet.errors.items())
        )
    if what == "quiet":
        ruling.want_no_texts(sheet.cleaned_data["number"], org=org, by=request.user, at=now)
    else:
        ruling.keep_rule(what, sheet.cleaned_data, org=org, by=request.user, at=now)


def _facts(org: Unit) -> dict[str, Any]:
    notice = list(rules_of(org.pk).values())
    sample = list(SampleRule.objects.filter(org=org).order_by("kind", "level")) or [USUAL]
    sources = sources_of(rule.standard for rule in notice)
    quiet = NoText.objects.filter(org=org).order_by("-at")[:200]
    own = {cause.code for cause in OutageCause.objects.filter(org=org)}
    return {
        "notice": [(rule, sources.get(rule.standard, "")) for rule in notice],
        "sample": list(filled(LINES["sample"], [*sample, SampleRule(percent=100, hours=4)])),
        "storm": storms.rules_of(org),
        "causes": [(cause, cause.code in own) for cause in causes_of(org.pk)],
        "cause": LINES["cause"](initial={"is_active": True}),
        "quiet": [(row.pk, mask_phone(row.number), row.at) for row in quiet],
        "number": LINES["quiet"](),
    }


@require_http_methods(["GET", "POST"])
@may("outage_rules")
def grid(request: SignedInRequest) -> HttpResponse:
    """Bring the boundaries of the grid in as GeoJSON; a faulty file is named and changes nothing."""
    org, refusal, status = _company(request), None, 200
    if request.method == "POST":
        try:
            bring_in(org, _raw(request), by=request.user, at=timezone.now())
            return redirect("/outages/?show=map")
        except Refusal as no:
            refusal, status = no.sentence(), no.status
    rows = GridBoundary.objects.filter(org=org).order_by("by", "value")
    context = {"refusal": refusal, "rows": rows, "sheet": Upload(), "title": "grid"}
    return render(request, "outages/bring.html", context, status=status)


@require_http_methods(["GET", "POST"])
@may("outage_rules")
def history(request: SignedInRequest) -> HttpResponse:
    """Bring outages of the past in from a table; brought in again they are the same."""
    org, refusal, status = _company(request), None, 200
    report: Report | None = None
    if request.method == "POST":
        try:
            told = request.FILES.get("mapping")
            mapping = mapping_of(told.read()) if isinstance(told, UploadedFile) else None
            report = bring_history(_raw(request), org=org, by=request.user, at=timezone.now(), mapping=mapping)
        except Refusal as no:
            refusal, status = no.sentence(), no.status
    context = {"refusal": refusal, "report": report, "sheet": HistoryUpload(), "title": "history"}
    return render(request, "outages/bring.html", context, status=status)


def _raw(request: SignedInRequest) -> bytes:
    sheet = Upload(request.POST, request.FILES)
    given = request.FILES.get("file")
    if not sheet.is_valid() or not isinstance(given, UploadedFile):
        raise Refusal(" ".join(map(str, sheet.errors.get("file", []))))
    return bytes(given.read())


def _company(request: SignedInRequest) -> Unit:
    if request.user.org is None:
        raise NotAllowed("outage_rules")
    return request.user.org
