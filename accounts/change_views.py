"""What was changed in the settings: who, when, before and after."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from accounts.actions import audit
from accounts.change_words import Told, tell
from accounts.models import Change, User
from accounts.requests import SignedInRequest
from accounts.settings_pages import PAGES
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from servicedesk.lib.tables.writing import FORMATS, table_response
from servicedesk.templatetags.hall import iso

MOST_EXPORTED = 10_000


def _asked(request: SignedInRequest) -> tuple[QuerySet[Change], dict[str, str]]:
    """The changes that the address asks for."""
    told = {name: request.GET.get(name, "").strip()[:80] for name in ("page", "who", "row")}
    rows = Change.objects.visible_to(request.user).select_related("by__home")
    if page := next((one for one in PAGES if one.url == told["page"]), None):
        rows = rows.filter(table__in=page.tables)
    if told["who"]:
        people = User.objects.filter(org__in=request.user.orgs())
        named = people.filter(login=told["who"]) | people.filter(staff_number=told["who"])
        rows = rows.filter(by__in=named)
    try:
        rows = rows.filter(row=str(UUID(told["row"]))) if told["row"] else rows
    except ValueError:
        told["row"] = ""
    return rows, told


@require_GET
@may("changes")
def changes(request: SignedInRequest) -> HttpResponse:
    """Newest first; filters stand in the address, and the same as a table to take away."""
    rows, told = _asked(request)
    if request.GET.get("as") in FORMATS:
        return _taken(request, rows)
    page = newest_first(rows, request.GET)
    pages = [one for one in PAGES if one.tables]
    facts = {"told": tell(page.rows), "pager": page, "asked": told, "pages": pages, "rail_here": "settings"}
    facts["query"] = "&".join(f"{name}={value}" for name, value in told.items() if value)
    return render(request, "accounts/changes.html", facts)


def _taken(request: SignedInRequest, rows: QuerySet[Change]) -> HttpResponse:
    told = tell(rows.order_by("-at", "-pk")[:MOST_EXPORTED], in_full=True)
    audit(what="changes_export", by=request.user, at=timezone.now(), facts={"rows": len(told)})
    heads = [
        _("Time"),
        _("Who"),
        _("Page"),
        pgettext("setting", "What was done"),
        _("Of what"),
        _("What"),
        pgettext("setting", "Before"),
        pgettext("setting", "After"),
    ]
    lines = [line for one in told for line in _lines(one)]
    return table_response(request.GET["as"], "changes", heads, lines)


def _lines(one: Told) -> list[list[str]]:
    change = one.change
    who = f"{change.by.name} {change.by.staff_number}".strip() if change.by else change.through
    head = [str(iso(change.at)), who, str(one.page), str(one.what), one.label]
    return [[*head, line.word, line.before, line.after] for line in one.lines] or [[*head, "", "", ""]]
