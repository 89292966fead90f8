"""Staff and units from a table: the pattern, the trial, the import."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts import staff_table, table_rows
from accounts.actions import audit
from accounts.models import Unit
from accounts.requests import SignedInRequest
from accounts.table_rows import Column, Outcome, Row
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Invalid, Refusal
from servicedesk.lib.tables.writing import table_response


@dataclass(frozen=True)
class Sort:
    """One sort of table."""

    word: Promise
    columns: tuple[Column, ...]
    sample: tuple[tuple[str | Promise, ...], ...]
    act: Callable[..., Callable[[Row], Outcome]]
    url: str


# Apps above add theirs.
SORTS = {
    "people": Sort(
        gettext_lazy("Staff from a table"),
        staff_table.STAFF,
        staff_table.STAFF_SAMPLE,
        staff_table.hirer,
        "/manage/people/",
    ),
    "units": Sort(
        gettext_lazy("Units from a table"),
        staff_table.UNITS,
        staff_table.UNITS_SAMPLE,
        staff_table.planter,
        "/manage/units/",
    ),
}


def company_in_hand(request: SignedInRequest) -> Unit:
    """The company whose rows come in: the one chosen, else the first that I administer. Raises Invalid."""
    mine = Unit.objects.filter(pk__in=request.user.units("manage"), kind=Unit.Kind.COMPANY).order_by("path")
    chosen = mine.filter(pk=request.POST["org"]).first() if request.POST.get("org") else None
    org = chosen or mine.first()
    if org is None:
        raise Invalid(_("You administer no whole company."))
    return org


def tried(request: SignedInRequest, what: str) -> dict[str, Any]:
    """What a page with a table shows after its form was sent: the trial of a file, or the import of a tried one."""
    sort, org = SORTS[what], company_in_hand(request)
    act = sort.act(org, by=request.user, at=timezone.now())
    try:
        if "rows" in request.POST:
            rows = table_rows.unsealed(request.POST["rows"], by=request.user, what=what)
            outcomes = table_rows.work(rows, act, keep=True)
            counts = table_rows.counted(outcomes)
            audit(what="staff_import", by=request.user, at=timezone.now(), facts={"sort": what, **counts})
            messages.success(request, _("%(n)d rows came in.") % {"n": counts["made"]})
            return {"outcomes": outcomes, "counts": counts, "is_done": True}
        upload = request.FILES.get("file")
        if not isinstance(upload, UploadedFile):
            raise Invalid(_("Choose a file first."))
        rows = table_rows.read_rows(upload, sort.columns)
    except Refusal as refusal:
        return {"refusal": refusal.sentence()}
    outcomes = table_rows.work(rows, act, keep=False)
    good = [one.row for one in outcomes if one.state != table_rows.REFUSED]
    counts = table_rows.counted(outcomes)
    return {"outcomes": outcomes, "counts": counts, "rows": table_rows.sealed(good, by=request.user, what=what)}


@require_http_methods(["GET", "POST"])
@may("staff")
def table(request: SignedInRequest, what: str) -> HttpResponse:
    """Hand a table in: it is tried out, and nothing comes in before somebody says so."""
    sort = SORTS[what]
    facts = tried(request, what) if request.method == "POST" else {}
    facts |= {"what": what, "word": sort.word, "columns": sort.columns, "back": sort.url, "rail_here": "settings"}
    return render(request, "accounts/table.html", facts, status=422 if facts.get("refusal") else 200)


@require_GET
@may("staff")
def pattern(request: SignedInRequest, what: str) -> HttpResponse:
    """A table with the headings and some rows to look at."""
    if what not in SORTS:
        raise Http404
    sort = SORTS[what]
    heads = [column.word for column in sort.columns]
    return table_response(
        request.GET.get("as", "xlsx"), f"{what}-pattern", heads, [[str(cell) for cell in row] for row in sort.sample]
    )
