"""A tree handed in as a table, looked at, then taken over; and the tree as a table."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Unit
from accounts.requests import SignedInRequest
from deadlines.reading import company_of
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Invalid, Refusal
from servicedesk.lib.tables.writing import table_response
from tickets.actions.category_import import plan, take_over
from tickets.category_table import Line, read_lines, table_of
from tickets.lifecycle import Kind
from tickets.models import Category

SALT = "category-tree"
LARGEST = 5 * 1024**2
MOST_SHOWN = 40


@require_http_methods(["GET", "HEAD", "POST"])
@may("manage")
def import_tree(request: SignedInRequest) -> HttpResponse:
    """First a dry run: what would be new, changed, retired, and which rows are bad; then the same rows are taken over."""
    org = company_of(request.user, request.GET.get("org", ""))
    facts: dict[str, Any] = {"org": org, "kinds": Kind.choices, "typed": request.POST}
    if request.method != "POST":
        return render(request, "tickets/categories/import.html", facts)
    try:
        if request.POST.get("do") == "apply":
            return _apply(request, org)
        facts |= _look(request, org)
    except Refusal as no:
        return render(request, "tickets/categories/import.html", facts | {"refusal": no.sentence()}, status=no.status)
    return render(request, "tickets/categories/import.html", facts)


def _look(request: SignedInRequest, org: Unit) -> dict[str, Any]:
    file = request.FILES.get("file")
    if file is None or not file.size or file.size > LARGEST:
        raise Invalid(_("Choose a workbook or a text table of at most 5 MB."))
    with tempfile.NamedTemporaryFile(suffix=Path(str(file.name)).suffix[:6]) as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        lines, bad = read_lines(Path(copy.name))
    kind, retire = _kind(request), bool(request.POST.get("retire"))
    made = plan(org, lines, kind=kind, retire=retire)
    held = signing.dumps([one.as_data() for one in lines], salt=SALT, compress=True)
    shown = {"new": made.new[:MOST_SHOWN], "changed": made.changed[:MOST_SHOWN], "retired": made.retired[:MOST_SHOWN]}
    return {"plan": made, "bad": bad, "held": held, "shown": shown, "kind": kind, "retire": retire, "count": len(lines)}


def _apply(request: SignedInRequest, org: Unit) -> HttpResponse:
    try:
        rows = signing.loads(request.POST.get("held", ""), salt=SALT, max_age=86_400)
    except signing.BadSignature:
        raise Invalid(_("The table is not here any more. Hand it in once more.")) from None
    lines = [Line(number, tuple(way), facts, code) for number, way, facts, code in rows]
    retire, now = bool(request.POST.get("retire")), timezone.now()
    made = take_over(org, lines, kind=_kind(request), retire=retire, by=request.user, at=now)
    said = {"new": len(made.new), "changed": len(made.changed), "retired": len(made.retired), "same": made.same}
    messages.success(
        request, _("Taken over: %(new)d new, %(changed)d changed, %(retired)d retired, %(same)d as before.") % said
    )
    return redirect("tickets:categories")


def _kind(request: SignedInRequest) -> str:
    kind = request.POST.get("kind", "")
    return kind if kind in Kind.values else Kind.ENQUIRY


@require_GET
@may("categories")
def export_tree(request: SignedInRequest) -> HttpResponse:
    """The whole tree as a workbook that can be handed in again."""
    org = company_of(request.user, request.GET.get("org", ""))
    heads, rows = table_of(_in_order(org))
    return table_response("xlsx", f"categories-{timezone.localdate():%Y%m%d}", heads, rows)


def _in_order(org: Unit) -> list[Category]:
    rows = list(Category.objects.filter(org=org))
    below: dict[object, list[Category]] = {}
    by_key = {one.pk: one for one in rows}
    for one in rows:
        one.parent = by_key[one.parent_id] if one.parent_id else None
        below.setdefault(one.parent_id, []).append(one)
    found: list[Category] = []

    def walk(key: object) -> None:
        for one in below.get(key, []):
            found.append(one)
            walk(one.pk)

    walk(None)
    return found
