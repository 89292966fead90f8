"""All tickets that one may see: found, narrowed, kept as views, looked into, taken along as a table."""

import re
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from accounts.taking import Wish
from accounts.taking_views import taken_or_back
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import NotAllowed, Refusal
from tickets.actions import viewing
from tickets.choices import filters_for
from tickets.history import history_of
from tickets.listing import Listed, Wanted, page_of, wanted
from tickets.milestones import clocks_of_ticket, first_due
from tickets.models import SavedView, Ticket
from tickets.standing import Standing

MOST_SAID = 5


@require_GET
@may("read")
def tickets(request: SignedInRequest) -> HttpResponse:
    """The list; opened without anything in the address it is the view that this person begins with."""
    first = viewing.first_view_of(request.user) if not request.GET else None
    if first is not None:
        return redirect(f"/tickets/?{first.query}&view={first.pk}")
    return _draw(request, request.GET)


def _draw(request: SignedInRequest, query: QueryDict, *, refusal: Refusal | None = None) -> HttpResponse:
    now = timezone.now()
    want = wanted(query, by=request.user, at=now)
    try:
        listed: Listed | None = page_of(want, query, by=request.user, at=now)
    except Refusal as error:
        listed, refusal = None, refusal or error
    context = _context(request, query, want) | {"listed": listed, "refusal": refusal.sentence() if refusal else ""}
    return render(request, "tickets/list.html", context, status=refusal.status if refusal else 200)


def _context(request: SignedInRequest, query: QueryDict, want: Wanted) -> dict[str, Any]:
    views = viewing.views_of(request.user)
    counts = viewing.counted(views, by=request.user, at=timezone.now())
    here = next((view for view in views if str(view.pk) == query.get("view")), None)
    return {
        "want": want,
        "filters": filters_for(request.user, want),
        "views": [(view, counts[view.pk]) for view in views],
        "here": here,
        "query": _kept(query),
        "recent": viewing.recent(request.user),
        "audiences": SavedView.Audience.choices,
        "may_reveal": request.user.may("reveal"),
        "rail_here": "tickets",
    }


def _kept(query: QueryDict) -> str:
    """What the forms of the page carry along: everything but the page one is on."""
    kept = query.copy()
    for name in ("from", "before", "after"):
        kept.pop(name, None)
    return kept.urlencode()


def _back(request: SignedInRequest, **more: str) -> HttpResponse:
    kept = QueryDict(request.POST.get("query", "")[: viewing.LONGEST], mutable=True)
    for name, value in more.items():
        kept[name] = value
    return redirect(f"/tickets/?{kept.urlencode()}")


@require_POST
@may("read")
def look_for(request: SignedInRequest) -> HttpResponse:
    """What was typed is kept sealed; the address gets its key."""
    words = request.POST.get("q", "").strip()[:80]
    if not words:
        kept = QueryDict(request.POST.get("query", "")[: viewing.LONGEST], mutable=True)
        kept.pop("term", None)
        return redirect(f"/tickets/?{kept.urlencode()}")
    term = viewing.keep_term(words, by=request.user, at=timezone.now())
    return _back(request, term=str(term.pk))


@require_POST
@may("read")
def keep(request: SignedInRequest) -> HttpResponse:
    """Keep the list as it is narrowed now, under a name."""
    told = {name: request.POST.get(name, "") for name in ("name", "query", "audience")}
    try:
        view = viewing.save_view(**told, by=request.user)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _draw(request, QueryDict(told["query"][: viewing.LONGEST]), refusal=refusal)
    return redirect(f"/tickets/?{view.query}&view={view.pk}")


@require_POST
@may("read")
def view(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Begin with a view from now on, or no longer; move it among one's own; or drop it."""
    kept, do = get_object_or_404(SavedView.objects.visible_to(request.user), pk=key), request.POST.get("do")
    if do == "drop":
        viewing.drop_view(kept, by=request.user)
        return redirect("/tickets/?state=open")
    if do == "place":
        place = request.POST.get("place", "")
        viewing.move_view(kept, to=int(place) if re.fullmatch(r"[0-9]{1,3}", place) else None, by=request.user)
        return _back(request)
    if do in ("up", "down"):
        viewing.move_view(kept, by_places=-1 if do == "up" else 1, by=request.user)
    else:
        viewing.begin_with(kept if do == "first" else None, by=request.user)
    return redirect(f"/tickets/?{kept.query}&view={kept.pk}")


@require_POST
@may("read")
def take_along(request: SignedInRequest) -> HttpResponse:
    """The list as a table, with a reason; a refusal brings the list back."""
    query = request.POST.get("query", "")[: viewing.LONGEST]
    wish = Wish.of("list", request.POST, query=query)
    return taken_or_back(request, wish, by=request.user, back=f"/tickets/?{query}")


@require_GET
@may("read")
def peek(request: SignedInRequest, number: str) -> HttpResponse:
    """One case beside the list: what it is about, where it stands, what was said last."""
    rows = Ticket.objects.visible_to(request.user).for_list().select_related("customer", "supply_point")
    ticket = get_object_or_404(rows, number=number)
    clocks = clocks_of_ticket(ticket)
    context = {
        "ticket": ticket,
        "row": Standing(ticket, first_due(clocks)),
        "items": history_of(ticket)[:MOST_SAID],
    }
    return render(request, "tickets/_peek.html", context)
