"""The desk's pages about orders from above: what is to be accepted first by time left, one order, what is done about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from hotline.hookpages import message_rows
from hotline.model_hooks import HookMessage
from hotline.model_upstream import UpstreamOrder, UpstreamOrderQuerySet
from hotline.upstream import deciding
from hotline.upstream_forms import AskForm, DecideForm, TimeForm
from servicedesk.lib.gate import may
from servicedesk.lib.paging import Page, newest_first
from servicedesk.lib.refusals import Refusal
from tickets.lifecycle import ENDED

HERE = {"rail_here": "upstream"}
MOST = 200
SHOWS = ("waiting", "accepted", "gone", "all")
FORMS = {"ask": AskForm, "more-time": TimeForm, "return": DecideForm}


def _visible(request: SignedInRequest) -> UpstreamOrderQuerySet:
    return UpstreamOrder.objects.visible_to(request.user).for_list()


def _shown(rows: UpstreamOrderQuerySet, show: str) -> UpstreamOrderQuerySet:
    if show == "accepted":
        return rows.filter(state="accepted").exclude(ticket__status__in=ENDED)
    if show == "gone":
        return rows.filter(state__in=("returned", "withdrawn"))
    return rows.waiting() if show == "waiting" else rows


@require_GET
@may("upstream")
def orders(request: SignedInRequest) -> HttpResponse:
    """What came down, by the time that is left to accept it; the rest the newest first."""
    show = request.GET.get("show", "waiting")
    show = show if show in SHOWS else "waiting"
    rows, counts = _shown(_visible(request), show), {one: _shown(_visible(request), one).count() for one in SHOWS[:2]}
    if show == "waiting":
        page = Page(list(rows.order_by("accept_by", "pk")[:MOST]))
    else:
        page = newest_first(rows, request.GET, by="received_at")
    facts: dict[str, Any] = {"show": show, "pager": page, "counts": counts, "form": DecideForm()}
    facts["needs_basis"] = any(one.upstream.needs_basis for one in page.rows)
    return render(request, "upstream/orders.html", facts | HERE)


@require_POST
@may("upstream")
def decide(request: SignedInRequest) -> HttpResponse:
    """Accept all that are chosen, or return them with one reason; those that cannot be say why."""
    chosen = [key for key in request.POST.getlist("order") if _is_key(key)]
    done = 0
    for order in _visible(request).filter(pk__in=chosen[:MOST]).order_by("accept_by"):
        try:
            if request.POST.get("answer") == "return":
                reason, text, basis = (request.POST.get(name, "") for name in ("reason", "text", "basis"))
                deciding.send_back(order, reason=reason, text=text, basis=basis, by=request.user)
            else:
                deciding.accept(order, by=request.user)
            done += 1
        except Refusal as refusal:
            messages.warning(request, f"{order.number}: {refusal.sentence()}")
    if not chosen:
        messages.warning(request, _("Choose an order first."))
    if done:
        messages.success(request, ngettext("%(n)d order decided.", "%(n)d orders decided.", done) % {"n": done})
    return redirect("clients:orders")


def _is_key(key: str) -> bool:
    try:
        return bool(UUID(key))
    except ValueError:
        return False


def _drawn(request: SignedInRequest, pk: UUID, forms: dict[str, Any] | None = None) -> HttpResponse:
    order = get_object_or_404(_visible(request), pk=pk)
    told = forms or {}
    letters = HookMessage.objects.filter(hook=order.upstream.hook_id, case=order.ticket_id).order_by("-seq")[:20]
    facts: dict[str, Any] = {
        "order": order,
        "letters": message_rows(list(letters)),
        "versions": order.told.order_by("-at")[:20],
    }
    facts |= {name.replace("-", "_"): told.get(name) or form() for name, form in FORMS.items()}
    facts["return_form"] = facts.pop("return")
    return render(request, "upstream/order.html", facts | HERE, status=422 if told else 200)


@require_GET
@may("upstream")
def order(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One order: its limits, its versions, what went up, what can be done."""
    return _drawn(request, pk)


@require_POST
@may("upstream")
def act(request: SignedInRequest, pk: UUID, verb: str) -> HttpResponse:
    """Accept it, return it, ask about it, ask for time."""
    held = get_object_or_404(_visible(request), pk=pk)
    if verb != "accept" and verb not in FORMS:
        raise Http404
    form = FORMS[verb](request.POST) if verb in FORMS else None
    if form is None or form.is_valid():
        try:
            _act(held, verb, form.cleaned_data if form else {}, request)
            return redirect("clients:order", pk)
        except Refusal as refusal:
            if form is None:
                messages.warning(request, refusal.sentence())
                return redirect("clients:order", pk)
            form.refuse(refusal)
    return _drawn(request, pk, {verb: form})


def _act(held: UpstreamOrder, verb: str, told: dict[str, Any], request: SignedInRequest) -> None:
    if verb == "accept":
        deciding.accept(held, by=request.user)
    elif verb == "return":
        deciding.send_back(held, by=request.user, **told)
    elif verb == "ask":
        deciding.ask(held, by=request.user, **told)
    else:
        deciding.ask_for_time(held, by=request.user, at=timezone.now(), **told)
    messages.success(request, _("Done; it goes up at once."))
