"""The paper that the customer takes home."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from tickets.models import Ticket
from tickets.slip import others_of_visit, print_slip, show_code

SIZES = ("slip", "a4", "a5")


def _ticket(request: SignedInRequest, number: str) -> Ticket:
    rows = Ticket.objects.visible_to(request.user).for_list().select_related("org", "category_version")
    return get_object_or_404(rows, number=number)


@require_GET
@may("register")
def slip(request: SignedInRequest, number: str) -> HttpResponse:
    """80 mm, or a sheet with `?size=a4|a5`; counted and on record. `?now=1` opens the printer at once, `?visit=1` is the whole visit."""
    ticket, now = _ticket(request, number), timezone.now()
    size = request.GET.get("size", "slip")
    size = size if size in SIZES else "slip"
    paper = print_slip(ticket, by=request.user, at=now, size=size, whole_visit="visit" in request.GET)
    beside = 0 if len(paper.entries) > 1 else len(others_of_visit(ticket, request.user))
    context = {"slip": paper, "ticket": ticket, "size": size, "now": "now" in request.GET, "beside": beside}
    return render(request, "print/slip.html", context)


@require_GET
@may("register")
def code(request: SignedInRequest, number: str) -> HttpResponse:
    """The code alone, large on the screen: for the customer's phone when no paper comes out."""
    ticket = _ticket(request, number)
    entry = show_code(ticket, by=request.user, at=timezone.now())
    return render(request, "print/code.html", {"ticket": ticket, "entry": entry})
