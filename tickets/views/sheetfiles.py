"""Files of a sheet of the counter that is not registered yet: they hang on its number and on the clerk."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.actions.attaching import lay_by, let_go
from tickets.counter import key_of, sit_down
from tickets.filing import laid_by
from tickets.models import Attachment
from tickets.views.drawing import redrawn
from tickets.views.files import read_uploads


@require_POST
@may("register")
def add(request: SignedInRequest) -> HttpResponse:
    """Lay files by for the sheet; without script the whole sheet comes back as it was typed."""
    ready, why_not = read_uploads(request)
    number = key_of(request.POST.get("sheet"))
    hall = sit_down(request.user, request.POST, at=timezone.now()).hall
    try:
        if ready and number and hall:
            lay_by(number, ready, hall=hall, by=request.user, at=timezone.now())
    except Refusal as refusal:
        why_not.append(refusal.sentence())
    return _answer(request, why_not)


@require_POST
@may("register")
def drop(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Take one off the sheet again."""
    let_go(get_object_or_404(Attachment, pk=key, by=request.user, ticket__isnull=True), by=request.user)
    return _answer(request, [])


def _answer(request: SignedInRequest, why_not: list[str]) -> HttpResponse:
    files = laid_by(request.POST.get("sheet"), request.user)
    context = {"papers": files, "why_not": why_not}
    if request.headers.get("HX-Request"):
        return render(request, "tickets/_papers.html", context)
    return redrawn(request, context)
