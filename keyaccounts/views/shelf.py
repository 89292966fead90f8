"""The list of customers' files: found, narrowed, and passed on to somebody else."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from customers import secrecy
from customers.lookup import among, look_up
from customers.model_file import Secrecy
from customers.models import Customer, Viewing
from keyaccounts.actions import caretakers
from keyaccounts.file import key_of
from keyaccounts.model_care import Handover
from keyaccounts.people import caretakers as who_may_care
from keyaccounts.shelf import SHOWS, counts, in_show, shelf_of
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Invalid, Refusal

MOST_RESTRICTED = 5


@require_GET
@may("customers")
def shelf(request: SignedInRequest) -> HttpResponse:
    """The files by view and filter; every filter stands in the address, and nothing personal."""
    counted = counts(request.user)
    context = {
        "shelf": shelf_of(request.user, request.GET),
        "shows": [(code, word, counted.get(code)) for code, word in SHOWS.items()],
        "viewings": Viewing.objects.to_decide(request.user).count() if request.user.may("secrecy_approve") else 0,
        "may_assign": request.user.may("care_assign"),
    }
    return render(request, "keyaccounts/shelf.html", context)


@require_POST
@may("customers")
def find(request: SignedInRequest) -> HttpResponse:
    """Find a customer by what they say of themselves; the answer is a page, so that nothing of it stands in an address."""
    words = request.POST.get("q", "")[:60]
    try:
        found = look_up(words, by=request.user, at=timezone.now())
    except Refusal as refusal:
        context: dict[str, Any] = {"q": words, "refusal": refusal.sentence(), "hits": [], "restricted": []}
        return render(request, "keyaccounts/found.html", context, status=refusal.status)
    secret = Customer.objects.known_to(request.user).listed().filter(secrecy=Secrecy.SECRET)
    closed = among(secret, words, by=request.user)
    seen = Customer.objects.visible_to(request.user).values("pk")
    restricted = list(closed.exclude(pk__in=seen).distinct()[:MOST_RESTRICTED])
    if found.count == 1 and not restricted:
        return redirect("keyaccounts:file", found.customers[0].pk)
    context = {"q": words, "hits": found.customers, "is_cut": found.is_many, "restricted": restricted}
    return render(request, "keyaccounts/found.html", context)


@require_POST
@may("care_assign")
def hand_over(request: SignedInRequest) -> HttpResponse:
    """Pass on the chosen customers, or all of one person's; what became of each is shown, and can be undone."""
    user, at = request.user, timezone.now()
    to = get_object_or_404(who_may_care(user), pk=key_of(request.POST.get("to", "")))
    giver = key_of(request.POST.get("all_of", ""))
    rows = Customer.objects.visible_to(user).listed()
    if request.POST.get("scope") == "all" and giver:
        chosen = rows.filter(caretaker=giver)
    elif request.POST.get("scope") == "orphans":
        chosen = in_show(rows, "orphans", user)
    else:
        keys = [key for key in map(key_of, request.POST.getlist("row")) if key]
        chosen = rows.filter(pk__in=keys)
    result = caretakers.hand_over(
        chosen.order_by("pk"), to, by=user, at=at, reason=request.POST.get("reason", "")[:200]
    )
    return render(request, "keyaccounts/handover.html", {"result": result, "to": to, "rail_here": "customers"})


@require_POST
@may("care_assign")
def undo_handover(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a hand-over back while its 10 seconds last."""
    handover = get_object_or_404(Handover, pk=pk, by=request.user)
    count = caretakers.undo_handover(handover, by=request.user, at=timezone.now())
    text = ngettext("%(count)d customer is as before", "%(count)d customers are as before", count)
    messages.success(request, text % {"count": count})
    return redirect("keyaccounts:shelf")


@require_GET
@may("secrecy_approve")
def viewings(request: SignedInRequest) -> HttpResponse:
    """Who asks to see a secret customer, and who sees one now."""
    at = timezone.now()
    rows = Viewing.objects.filter(org__in=request.user.orgs()).select_related("customer", "by__home", "decided_by")
    context = {
        "asked": rows.open().order_by("asked_at"),
        "live": rows.filter(until_at__gt=at).order_by("until_at"),
        "past": rows.filter(decided_at__isnull=False).exclude(until_at__gt=at).order_by("-decided_at")[:50],
        "rail_here": "customers",
    }
    return render(request, "keyaccounts/viewings.html", context)


@require_POST
@may("customers")
def decide(request: SignedInRequest, pk: UUID, verdict: str) -> HttpResponse:
    """Grant, refuse or end a viewing."""
    viewing = get_object_or_404(Viewing, pk=pk, org__in=request.user.orgs())
    answer, by, at = request.POST.get("answer", ""), request.user, timezone.now()
    if verdict == "end":
        secrecy.end_viewing(viewing, by=by, at=at)
    elif verdict in ("grant", "refuse"):
        secrecy.decide_viewing(viewing, grant=verdict == "grant", answer=answer, by=by, at=at)
    else:
        raise Invalid(fields={"verdict": verdict})
    messages.success(request, _("Done."))
    return redirect("keyaccounts:viewings" if by.may("secrecy_approve") else "keyaccounts:shelf")
