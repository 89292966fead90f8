"""The page of reports, the list behind each figure, and the definitions."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.auditing import audit
from accounts.models import User
from accounts.requests import SignedInRequest
from reporting import behind as lists
from reporting import blocks
from reporting.counting import SOURCES
from reporting.measures import GROUPS, MEASURES
from reporting.refusals import StillCounting
from reporting.rules import rules_of
from reporting.showing import Shown, shown
from reporting.tables import by_word
from reporting.wanted import BYS, Wanted, categories_of, crews_of, halls_of, quick, wanted
from servicedesk.lib.gate import may
from servicedesk.lib.tables.writing import FORMATS, table_response


@require_GET
@may("reports")
def report(request: SignedInRequest) -> HttpResponse:
    """One part of the report in the period that the address names; as a page, on paper, or one of its tables as a file."""
    today = timezone.localdate()
    want = wanted(request.GET, user=request.user, today=today)
    tab = request.GET.get("tab", "") if request.GET.get("tab") in blocks.TABS else "overview"
    try:
        found = shown(tab, want, today=today)
    except StillCounting as refusal:
        return render(
            request,
            "reporting/report.html",
            _facts(request.user, want, tab) | {"waits": refusal.sentence()},
            status=503,
        )
    if request.GET.get("as") in FORMATS:
        facts = {"list": f"report {tab}", "filters": want.query[:500]}
        audit(what="export", by=request.user, at=timezone.now(), facts=facts)
        return _file(found, request.GET["as"], request.GET.get("table", ""), want)
    template = "print/report.html" if request.GET.get("print") else "reporting/report.html"
    return render(request, template, _facts(request.user, want, tab) | {"found": found})


def _facts(user: User, want: Wanted, tab: str) -> dict[str, Any]:
    return {
        "want": want,
        "tab": tab,
        "tabs": blocks.TABS.items(),
        "halls": halls_of(user),
        "categories": categories_of(user),
        "crews": crews_of(user),
        "bys": [(code, by_word(code)) for code in BYS],
        "quick": quick(want, today=timezone.localdate()),
        "may_rule": user.may("report_rules"),
        "rail_here": "reports",
    }


def _file(found: Shown, form: str, code: str, want: Wanted) -> HttpResponse:
    for one in found.files():
        if one.code == code or not code:
            name = f"{one.code}-{want.first:%Y%m%d}-{want.last:%Y%m%d}"
            return table_response(form, name, one.header, one.rows)
    raise Http404


@require_GET
@may("reports")
def behind(request: SignedInRequest) -> HttpResponse:
    """The rows that a figure counts; their number is the figure."""
    code = request.GET.get("what", "cases.own")
    if not lists.is_countable(code):
        raise Http404
    want = wanted(request.GET, user=request.user, today=timezone.localdate())
    page = request.GET.get("page", "")
    at = int(page) if page.isascii() and page.isdigit() and 0 < int(page) < lists.MOST_PAGES else 1
    number = lists.number_of(want, code)
    facts = {
        "want": want,
        "code": code,
        "measures": [one for one in MEASURES.values() if code in one.counters],
        "lines": lists.page_of(want, code, page=at),
        "number": number,
        "page": at,
        "pages": max(1, -(-number // lists.SIZE)),
        "is_divided": {name: bool(getattr(SOURCES[code.split(".")[0]], name)) for name in ("category", "crew")},
        "may_export": request.user.may("export"),
        "rail_here": "reports",
    }
    return render(request, "reporting/behind.html", facts)


@require_GET
@may("reports")
def measures(request: SignedInRequest) -> HttpResponse:
    """Every definition, with what it leaves out, whence it is and its version; and the company's own rules."""
    told = [(word, [one for one in MEASURES.values() if one.group == group]) for group, word in GROUPS.items()]
    rules = [rules_of(org) for org in sorted(request.user.orgs())]
    facts = {"groups": told, "rules": rules, "may_rule": request.user.may("report_rules"), "rail_here": "reports"}
    return render(request, "reporting/measures.html", facts)
