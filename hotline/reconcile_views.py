"""The pages of the daily comparison with the hotlines above: the runs, one run with its differences, mending them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from hotline.model_reconcile import Reconciled, Reconciliation
from hotline.model_upstream import Upstream
from hotline.upstream import mending, reconciling
from hotline.upstream.words import STATUS_WORDS
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from servicedesk.lib.refusals import Refusal
from servicedesk.lib.tables.writing import FORMATS, table_response

HERE = {"rail_here": "upstream"}
MOST = 500
PAGES_AT_ONCE = 3
Kind = Reconciled.Kind


@require_http_methods(["GET", "POST"])
@may("reconcile")
def runs(request: SignedInRequest) -> HttpResponse:
    """Every comparison, the newest first; POST compares a day now."""
    above = Upstream.objects.filter(org__in=request.user.orgs()).order_by("name")
    if request.method == "POST":
        return _begin(request, above)
    is_open = Q(rows__mended_at__isnull=True) & ~Q(rows__kind=Kind.AGREED)
    rows = Reconciliation.objects.visible_to(request.user).select_related("upstream", "began_by")
    page = newest_first(rows.annotate(open=Count("rows", filter=is_open)), request.GET, by="began_at")
    today = timezone.localdate()
    facts = {"pager": page, "above": above, "today": today, "day": today - timedelta(days=1)}
    return render(request, "upstream/runs.html", facts | HERE)


def _begin(request: SignedInRequest, above: Any) -> HttpResponse:
    chosen = above.filter(pk=_key(request.POST.get("upstream", ""))).first()
    day = _day(request.POST.get("day", ""))
    if chosen is None or day is None or day > timezone.localdate():
        messages.warning(request, _("Choose a hotline and a day that is not ahead."))
        return redirect("clients:runs")
    at = timezone.now()
    run = reconciling.begin(chosen, day=day, at=at, by=request.user)
    assert run is not None
    # A short day is compared at once; a long one goes on by the tick.
    reconciling.go_on(run, at=at, most=PAGES_AT_ONCE)
    return redirect("clients:run", run.pk)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _run(request: SignedInRequest, pk: UUID) -> Reconciliation:
    rows = Reconciliation.objects.visible_to(request.user).select_related("upstream", "began_by")
    return get_object_or_404(rows, pk=pk)


@require_GET
@may("reconcile")
def run(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One comparison: how many agree, each difference explained, and what can be done about it."""
    held = _run(request, pk)
    rows = Reconciled.objects.filter(run=held)
    counts = dict(rows.values_list("kind").annotate(n=Count("id")))
    differing = rows.differing().select_related("order__ticket", "mended_by").order_by("-mended_at", "kind", "number")
    lines = [_line(row) for row in differing[:MOST]]
    facts: dict[str, Any] = {
        "run": held,
        "lines": lines,
        "open": rows.open().count(),
        "explained": mending.Mend.EXPLAINED,
    }
    facts["safe"] = rows.open().filter(kind__in=mending.SAFE).count()
    facts["counts"] = [(Kind(kind).label, n) for kind, n in sorted(counts.items())]
    return render(request, "upstream/run.html", facts | HERE)


def _line(row: Reconciled) -> dict[str, Any]:
    """A difference in words: where it stands there and here, and the ways of mending it."""
    ways = [(way, mending.Mend(way).label) for way in mending.WAYS.get(row.kind, ()) if way != mending.Mend.EXPLAINED]
    sides = {side: _side(getattr(row, side)) for side in ("theirs", "ours")}
    return {"row": row, "ways": [(way, mending.WORDS[way]) for way, _label in ways], **sides}


def _side(told: dict[str, Any]) -> dict[str, Any]:
    status = str(told.get("status", ""))
    answer_by = parse_datetime(told["answer_by"]) if told.get("answer_by") else None
    return told | {"word": STATUS_WORDS.get(status, status), "answer_by": answer_by}


@require_POST
@may("reconcile")
def mend(request: SignedInRequest, pk: UUID, row: UUID) -> HttpResponse:
    """Mend one difference."""
    rows = Reconciled.objects.select_related("run__upstream__client__user", "order")
    held = get_object_or_404(rows, pk=row, run=_run(request, pk))
    told = {name: request.POST.get(name, "") for name in ("way", "reason")}
    try:
        mending.mend(held, by=request.user, at=timezone.now(), **told)
        messages.success(request, _("%(number)s: mended.") % {"number": held.number})
    except Refusal as refusal:
        messages.warning(request, f"{held.number}: {refusal.sentence()}")
    return redirect("clients:run", pk)


@require_POST
@may("reconcile")
def mend_all(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Mend all that are safe to mend, each in its usual way."""
    mended, left = mending.mend_all(_run(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("%(mended)d mended, %(left)d still open.") % {"mended": mended, "left": left})
    return redirect("clients:run", pk)


@require_GET
@may("reconcile")
def table(request: SignedInRequest, pk: UUID, kind: str) -> HttpResponse:
    """A comparison as a table to keep: every difference with what was done about it."""
    held = _run(request, pk)
    header = [_("Number"), _("Kind"), _("Status there"), _("Status here"), _("Limit there"), _("Limit here")]
    header += [_("Our ticket"), _("Mended"), _("Reason")]
    rows = Reconciled.objects.filter(run=held).differing().order_by("kind", "number")
    name = f"compared-{held.upstream.kind}-{held.day}"
    return table_response(kind if kind in FORMATS else "csv", name, header, (_cells(row) for row in rows.iterator()))


def _cells(row: Reconciled) -> list[str]:
    there, here = row.theirs, row.ours
    limits = [str(side.get("answer_by", "")) for side in (there, here)]
    stands = [str(side.get("status", "")) for side in (there, here)]
    mended = row.get_mend_display() if row.mend else ""
    return [row.number, row.get_kind_display(), *stands, *limits, str(here.get("ticket", "")), mended, row.reason]
