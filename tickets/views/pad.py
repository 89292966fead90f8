"""The pad on the desk: it rests, asks after a visit, thanks. Opened by its link, without sign-in and without anybody's data."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.views import counts_wrong_links
from servicedesk.lib.gate import open_to_all
from servicedesk.lib.refusals import Refusal
from servicedesk.lib.sealing import token_hash
from tickets.actions.visiting import rate
from tickets.hallday import LEVELS, THANKS_FOR, to_rate
from tickets.models import Visit, Window


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
@counts_wrong_links
def pad(request: HttpRequest, token: str) -> HttpResponse:
    """What the pad shows now; a tap on one of the five is the rating. It asks anew every few seconds."""
    window = Window.objects.filter(pad_hash=token_hash(token), is_active=True).select_related("hall").first()
    if window is None:
        raise Http404
    if request.method == "POST":
        is_new = _rate(window, request)
        # What else the company asks after a tap stands on a page of surveys.
        return _private(redirect(f"/s/{token}/pad/more/" if is_new else f"/s/{token}/pad/"))
    visit = to_rate(window.pk, at=timezone.now())
    facts = {"window": window, "visit": visit, "state": _state(visit), "levels": LEVELS, "token": token}
    template = "visits/_pad.html" if request.headers.get("X-Pad") else "visits/pad.html"
    return _private(render(request, template, facts))


def _state(visit: Visit | None) -> str:
    if visit is None:
        return "idle"
    if visit.rated_at is None:
        return "ask"
    return "thanks" if timezone.now() - visit.rated_at < THANKS_FOR else "idle"


def _rate(window: Window, request: HttpRequest) -> bool:
    """A tap that is late, or the second one, changes nothing: the pad shows what is true."""
    visit, score = to_rate(window.pk, at=timezone.now()), request.POST.get("score", "")
    # The tap must be about the visit that the pad showed, not about one that ended meanwhile.
    if visit is None or str(visit.pk) != request.POST.get("visit") or not (score.isascii() and score.isdigit()):
        return False
    try:
        rate(visit, score=int(score), at=timezone.now(), on_pad=True)
    except Refusal:
        return False
    return True


def _private(response: HttpResponse) -> HttpResponse:
    # Not "no-referrer": with it a browser sends `Origin: null` with the form, which is refused as forged.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
