"""The lines under the one box, while somebody types."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from tickets.palette import offered


@require_POST
@may("read")
def palette(request: SignedInRequest) -> HttpResponse:
    """What was typed travels in the body and is kept nowhere; the page sends the words on its own buttons along."""
    words = request.POST.get("q", "")[:80]
    labels, keys = request.POST.getlist("label"), request.POST.getlist("keys")
    acts = [(label[:60], key[:20]) for label, key in zip(labels, keys, strict=False)]
    lines = offered(words, user=request.user, at=timezone.now(), labels=acts)
    return render(request, "tickets/_palette.html", {"lines": lines, "q": words.strip()})
