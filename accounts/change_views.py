"""What was changed in the settings: who, when, before and after."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from accounts.change_table import asked
from accounts.change_words import tell
from accounts.requests import SignedInRequest
from accounts.settings_pages import PAGES
from accounts.taking import Wish
from accounts.taking_views import taken_or_back
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first


@require_GET
@may("changes")
def changes(request: SignedInRequest) -> HttpResponse:
    """Newest first; filters stand in the address."""
    rows, told = asked(request.GET, by=request.user)
    page = newest_first(rows, request.GET)
    pages = [one for one in PAGES if one.tables]
    facts = {"told": tell(page.rows), "pager": page, "asked": told, "pages": pages, "rail_here": "settings"}
    facts["query"] = urlencode({name: value for name, value in told.items() if value})
    return render(request, "accounts/changes.html", facts)


@require_POST
@may("changes")
def take_out(request: SignedInRequest) -> HttpResponse:
    """The same as a table, with a reason."""
    query = request.POST.get("query", "")[:500]
    wish = Wish.of("changes", request.POST, query=query)
    return taken_or_back(request, wish, by=request.user, back=f"/manage/changes/?{query}")
