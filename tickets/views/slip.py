"""The paper that the customer takes home."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from tickets.models import Ticket
from tickets.slip import print_slip

SIZES = ("slip", "a4")


@require_GET
@may("register")
def slip(request: SignedInRequest, number: str) -> HttpResponse:
    """80 mm, or A4 with `?size=a4`; that it was made is on record. `?now=1` opens the printer at once."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user).for_list(), number=number)
    paper = print_slip(ticket, by=request.user, at=timezone.now())
    size = request.GET.get("size", "slip")
    context = {"slip": paper, "ticket": ticket, "size": size if size in SIZES else "slip", "now": "now" in request.GET}
    return render(request, "print/slip.html", context)
