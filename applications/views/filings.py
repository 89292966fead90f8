"""Filed matters: the list, a new one, its approval, its end."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from applications.actions import filing as actions
from applications.forms import FilingForm, UntilForm, next_hour, seen_version
from applications.models import Filing
from applications.views.acting import attempt
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.actions.spine import has_right
from tickets.lifecycle import Kind, legal
from tickets.models import Category, Ticket
from tickets.refusals import Needed
from tickets.sentences import tell

MOST = 200
TABS: dict[str, Lazy] = {
    "force": _("In force"),
    "ahead": _("Still ahead"),
    "approve": _("To be approved"),
    "over": _("Over"),
}


@require_GET
@may("filings")
def index(request: SignedInRequest) -> HttpResponse:
    """What is in force, what waits for approval, what is over; the tab stands in the address."""
    at, tab = timezone.now(), request.GET.get("tab", "force")
    tab = tab if tab in TABS else "force"
    rows = {name: _rows(request, name, at) for name in TABS}
    facts = {
        "tabs": [(name, word, rows[name].count()) for name, word in TABS.items()],
        "tab": tab,
        "filings": rows[tab].for_list()[:MOST],
        "may_file": request.user.may("register"),
    }
    return render(request, "applications/filings.html", facts)


def _rows(request: SignedInRequest, tab: str, at: Any) -> Any:
    mine = Filing.objects.visible_to(request.user)
    if tab == "force":
        return mine.in_force(at).order_by("valid_until")
    if tab == "ahead":
        return mine.approved().filter(valid_from__gt=at).order_by("valid_from")
    return mine.to_approve().order_by("valid_from") if tab == "approve" else mine.over().order_by("-valid_until")


@require_http_methods(["GET", "POST"])
@may("register")
def new(request: SignedInRequest) -> HttpResponse:
    """File a matter; it waits for somebody else's approval."""
    at = next_hour(timezone.now())
    form = FilingForm(request.POST or None, user=request.user, initial={"valid_from": at})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            ticket = _file(form, request)
            return redirect("applications:filing", ticket.number)
    facts = {"form": form, "rail_here": "filings"}
    return render(request, "applications/filing_new.html", facts, status=422 if form.errors else 200)


def _file(form: FilingForm, request: SignedInRequest) -> Ticket:
    told, hall = form.cleaned_data, form.cleaned_data["place"] or next(iter(form.halls), None)
    org = hall.org if hall else None
    category = Category.objects.of(org).filter(kind=Kind.FILING).order_by("position").first() if org else None
    if hall is None or category is None:
        raise Needed(fields={"place": str(_("a hall, and a category for filed matters"))})
    intake = actions.Intake(category=category, title=told["title"], description=told["to_say"], channel="counter")
    return actions.file_matter(intake, facts=form.facts(), unit=hall, by=request.user)


@require_GET
@may("filings")
def detail(request: SignedInRequest, number: str) -> HttpResponse:
    """One filed matter, with what may be done to it now."""
    return _page(request, number)


def _renew(ticket: Ticket, request: SignedInRequest, who: dict[str, Any]) -> Ticket:
    form = UntilForm(request.POST)
    if not form.is_valid():
        raise Needed(fields={"until": str(_("until when it holds"))})
    return actions.renew(ticket, until=form.cleaned_data["until"], **who)


def _reason(request: SignedInRequest) -> str:
    return request.POST.get("reason", "")[:500]


ACTS: dict[str, Callable[[Ticket, SignedInRequest, dict[str, Any]], Ticket]] = {
    "approve": lambda ticket, request, who: actions.approve(ticket, **who),
    "refuse": lambda ticket, request, who: actions.refuse(ticket, reason=_reason(request), **who),
    "renew": _renew,
    "revoke": lambda ticket, request, who: actions.revoke(ticket, reason=_reason(request), **who),
}


@require_POST
@may("filings")
def act(request: SignedInRequest, number: str, act: str) -> HttpResponse:
    """Approve, refuse, renew or revoke."""
    ticket = _visible(request, number).ticket
    if act not in ACTS:
        raise Http404
    who = {"by": request.user, "version": seen_version(request.POST)}
    return attempt(
        request,
        lambda: ACTS[act](ticket, request, who),
        to=lambda done: f"/filings/{done.number}/",
        again=lambda refusal: _page(request, number, refusal),
    )


def _visible(request: SignedInRequest, number: str) -> Filing:
    return get_object_or_404(Filing.objects.visible_to(request.user).for_list(), ticket__number=number)


def _page(request: SignedInRequest, number: str, refusal: Refusal | None = None) -> HttpResponse:
    filing = _visible(request, number)
    ticket = filing.ticket
    facts = {
        "filing": filing,
        "ticket": ticket,
        "may": {
            verb: legal(ticket.way, ticket.status, verb) and has_right(ticket, verb, by=request.user) for verb in ACTS
        },
        "until": UntilForm(initial={"until": timezone.localtime(filing.valid_until)}),
        "is_own": ticket.first_contact_id == request.user.pk,
        "events": [(event, tell(event)) for event in ticket.timeline.select_related("by").order_by("-seq")],
        "refusal": refusal.sentence() if refusal else "",
        "rail_here": "filings",
    }
    return render(request, "applications/filing.html", facts, status=refusal.status if refusal else 200)
