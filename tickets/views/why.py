"""Why a case is due when it is due."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from tickets.explain import explain
from tickets.models import Ticket


@require_GET
@may("read")
def why(request: SignedInRequest, number: str) -> HttpResponse:
    """Every clock of the case with its promise, its start and each stretch that was counted or not."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user).for_list(), number=number)
    return render(request, "tickets/why.html", {"ticket": ticket, "runs": explain(ticket, timezone.now())})
