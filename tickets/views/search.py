"""One box over everything: a number opens its ticket, anything else finds customers and what they have."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.requests import SignedInRequest
from customers.models import Customer
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import NotAllowed, Refusal
from tickets.finding import Finding, find, numbered
from tickets.hits import told_of
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
    try:
        finding = (
            find(words, by=request.user, at=now) if request.user.may("lookup") else _by_number(request.user, words)
        )
    except Refusal as refusal:
        trouble = {"q": words, "trouble": refusal.sentence()}
        return render(request, "tickets/search.html", trouble, status=refusal.status)
    if len(finding.tickets) == 1 and finding.has_no_customers:
        return redirect("tickets:detail", finding.tickets[0].number)
    told = {"q": words, "rows": _theirs(request.user, finding.customers)} | told_of(finding, user=request.user, at=now)
    return render(request, "tickets/search.html", told)


def _by_number(user: User, words: str) -> Finding:
    """Who may not look for customers finds tickets by their number all the same."""
    tickets = numbered(words, user=user, at=timezone.now())
    if not tickets:
        raise NotAllowed("lookup")
    return Finding(tickets, is_number=True)


def _theirs(user: User, hits: list[Customer]) -> list[Standing]:
    """The tickets of the customers found, the open ones by time left, then the latest."""
    if not hits:
        return []
    visible = Ticket.objects.visible_to(user).filter(customer__in=hits).order_by("-registered_at")
    return by_time_left(visible, most=MOST_TICKETS)
