"""The card of the customer at the counter: the three checks anew, and everything they ever asked for."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from customers.models import Customer
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from tickets.counter import sit_down
from tickets.models import Ticket


@require_POST
@may("register")
def check(request: SignedInRequest) -> HttpResponse:
    """Arrears, planned outages, faults: looked at again, now."""
    counter = sit_down(request.user, request.POST, at=timezone.now())
    return render(request, "tickets/_checks.html", {"counter": counter, "card": counter.card})


@require_GET
@may("lookup")
def history(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """All tickets of one customer that one may see, newest first. The address carries an opaque key."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    rows = Ticket.objects.visible_to(request.user).filter(customer=customer).for_list()
    page = newest_first(rows, request.GET, by="registered_at", size=30)
    return render(request, "tickets/history.html", {"customer": customer, "pager": page})
