"""One box over everything: a number opens its ticket, anything else finds customers and what they have."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.requests import SignedInRequest
from customers.actions import MOST_HITS, look_up
from customers.models import Customer
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import NotAllowed, Refusal
from tickets.finding import numbered
from tickets.models import Ticket
from tickets.standing import Standing, by_time_left

MOST_TICKETS = 30


@require_http_methods(["GET", "POST"])
@may("read")
def search(request: SignedInRequest) -> HttpResponse:
    """What was typed travels in the body, never in the address."""
    words, now = request.POST.get("q", "").strip()[:80], timezone.now()
    if not words:
        return render(request, "tickets/search.html", {})
    tickets = numbered(words, user=request.user, at=now)
    if len(tickets) == 1:
        return redirect("tickets:detail", tickets[0].number)
    found: dict[str, Any] = {"q": words, "tickets": tickets}
    try:
        hits = _customers(request.user, words) if not tickets else []
    except Refusal as refusal:
        return render(request, "tickets/search.html", found | {"trouble": refusal.sentence()}, status=refusal.status)
    found |= {"hits": hits[:MOST_HITS], "many": len(hits) > MOST_HITS, "rows": _theirs(request.user, hits)}
    return render(request, "tickets/search.html", found)


def _customers(user: User, words: str) -> list[Customer]:
    if not user.may("lookup"):
        raise NotAllowed("lookup")
    return look_up(words, by=user, at=timezone.now())


def _theirs(user: User, hits: list[Customer]) -> list[Standing]:
    """The tickets of the customers found, the open ones by time left, then the latest."""
    if not hits:
        return []
    visible = Ticket.objects.visible_to(user).filter(customer__in=hits).order_by("-registered_at")
    return by_time_left(visible, most=MOST_TICKETS)
